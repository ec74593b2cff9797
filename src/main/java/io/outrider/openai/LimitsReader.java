package io.outrider.openai;

import io.outrider.generation.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Reads where a generation ends at the latest. */
final class LimitsReader {
    private static final int MOST_STOPS = 4;
    private static final int LONGEST_STOP = 1000;
    private static final double SHORTEST_TIMEOUT = 0.001;
    private static final double LONGEST_TIMEOUT = 86_400;

    /** OpenAI's two names, then llama-server's. */
    private static final List<String> NAMES =
            List.of("max_tokens", "max_completion_tokens", "n_predict");

    private LimitsReader() {}

    static Limits read(Fields fields) {
        return new Limits(maxTokens(fields), stops(fields), timeout(fields));
    }

    /** An extension of ours: seconds until the request ends, waiting included. */
    private static Optional<Duration> timeout(Fields fields) {
        OptionalDouble seconds =
                fields.number(
                        "timeout",
                        value -> value >= SHORTEST_TIMEOUT && value <= LONGEST_TIMEOUT,
                        "a number of seconds between 0.001 and 86400");
        return seconds.isPresent()
                ? Optional.of(Duration.ofNanos((long) (seconds.getAsDouble() * 1e9)))
                : Optional.empty();
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
