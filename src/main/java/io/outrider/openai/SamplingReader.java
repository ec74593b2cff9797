package io.outrider.openai;

import io.outrider.engine.ModelCard;
import io.outrider.generation.Sampling;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.DoublePredicate;

/** Reads how tokens are to be drawn; what is absent is the target's own distribution. */
final class SamplingReader {
    private static final int MOST_BIASES = 1024;
    private static final int LLAMA_WINDOW = 64;
    private static final int WHOLE_CONTEXT = -1;

    private SamplingReader() {}

    static Sampling read(Fields fields, ModelCard card) {
        OptionalDouble repetition = repeat(fields, "repetition_penalty");
        OptionalDouble repeat = repeat(fields, "repeat_penalty");
        if (repetition.isPresent() && repeat.isPresent()) {
            throw Unacceptable.value(
                    "repeat_penalty",
                    "'repeat_penalty' and 'repetition_penalty' mean the same; send one of them");
        }
        OptionalInt window = fields.integer("repeat_last_n", -1, Integer.MAX_VALUE);
        return new Sampling(
                between(fields, "temperature", 0, 2, 1),
                Math.max(0, fields.integer("top_k", -1, Integer.MAX_VALUE).orElse(0)),
                fields.number("top_p", p -> p > 0 && p <= 1, "above 0 and at most 1").orElse(1),
                between(fields, "min_p", 0, 1, 0),
                between(fields, "presence_penalty", -2, 2, 0),
                between(fields, "frequency_penalty", -2, 2, 0),
                repetition.orElse(repeat.orElse(1)),
                // vLLM's name looks at all tokens, llama-server's at the last 64.
                window.orElse(repetition.isPresent() ? WHOLE_CONTEXT : LLAMA_WINDOW),
                fields.object("logit_bias").map(bias -> biases(bias, card)).orElse(Map.of()));
    }

    private static OptionalDouble repeat(Fields fields, String name) {
        return fields.number(name, p -> p > 0 && p <= 2, "above 0 and at most 2");
    }

    private static double between(
            Fields fields, String name, double least, double most, double absent) {
        DoublePredicate allowed = value -> value >= least && value <= most;
        return fields.number(name, allowed, "between " + plain(least) + " and " + plain(most))
                .orElse(absent);
    }

    private static String plain(double whole) {
        return String.valueOf((int) whole);
    }

    private static Map<Integer, Double> biases(Fields given, ModelCard card) {
        Map<Integer, Double> biases = new HashMap<>();
        for (String key :
                given.unread().map(each -> each.substring("logit_bias.".length())).toList()) {
            if (biases.size() == MOST_BIASES) {
                throw Unacceptable.value(
                        "logit_bias", "'logit_bias' has more than " + MOST_BIASES + " entries");
            }
            int token = token(key, card);
            biases.put(token, bias(given.take(key)));
        }
        return biases;
    }

    private static double bias(Optional<Json> value) {
        return Fields.asDouble(
                "logit_bias",
                value.orElse(Json.Nothing.NULL),
                bias -> Math.abs(bias) <= 100,
                "from token ids to numbers between -100 and 100");
    }

    private static int token(String key, ModelCard card) {
        boolean canonical = key.matches("0|[1-9][0-9]{0,8}");
        if (!canonical || Integer.parseInt(key) >= card.vocabulary()) {
            throw Unacceptable.value(
                    "logit_bias",
                    "the keys of 'logit_bias' must be token ids between 0 and "
                            + (card.vocabulary() - 1));
        }
        return Integer.parseInt(key);
    }
}
