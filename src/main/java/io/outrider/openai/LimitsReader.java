package io.outrider.openai;

import io.outrider.generation.Limits;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads where a generation ends at the latest. */
final class LimitsReader {
    private static final int MOST_STOPS = 4;
    private static final int LONGEST_STOP = 1000;

    /** OpenAI's two names, then llama-server's. */
    private static final List<String> NAMES =
            List.of("max_tokens", "max_completion_tokens", "n_predict");

    private LimitsReader() {}

    static Limits read(Fields fields) {
        return new Limits(maxTokens(fields), stops(fields));
    }

    private static OptionalInt maxTokens(Fields fields) {
        OptionalInt chosen = OptionalInt.empty();
        for (String name : NAMES) {
            OptionalInt given = fields.integer(name, 1, Integer.MAX_VALUE);
            if (given.isPresent() && chosen.isPresent() && !given.equals(chosen)) {
                throw Unacceptable.value(
                        name, "'" + name + "' contradicts another limit in the same request");
            }
            chosen = given.isPresent() ? given : chosen;
        }
        return chosen;
    }

    private static List<String> stops(Fields fields) {
        Optional<Json> given = fields.take("stop");
        if (given.isEmpty()) {
            return List.of();
        }
        if (!(given.get() instanceof Json.Items list)) {
            return List.of(stop("stop", given.get()));
        }
        if (list.values().size() > MOST_STOPS) {
            throw Unacceptable.value("stop", "'stop' has more than " + MOST_STOPS + " texts");
        }
        return list.values().stream().map(each -> stop("stop", each)).toList();
    }

    private static String stop(String path, Json value) {
        String text = Fields.asText(path, value);
        if (text.isEmpty() || text.length() > LONGEST_STOP) {
            throw Unacceptable.value(
                    path, "a stop text has between 1 and " + LONGEST_STOP + " characters");
        }
        return text;
    }
}
