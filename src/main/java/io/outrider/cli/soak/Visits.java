package io.outrider.cli.soak;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes up visits: methods, temperatures, lengths, shared beginnings and manners of all sorts. What
 * it makes depends on the dice alone.
 */
final class Visits {
    static final String CHAT = "/v1/chat/completions";
    static final String TEXT = "/v1/completions";

    /** Longest prompt in words, about as many tokens. */
    private static final int LONGEST_PROMPT = 560;

    /** What the server may keep for a slow reader, 4 MB, must hold a whole heavy answer. */
    private static final int SLOW_ANSWER = 30;

    private static final int LONGEST_ANSWER = 200;
    private static final int SHARED_BEGINNINGS = 4;
    private static final int SHARED_WORDS = 350;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Double> TEMPERATURES = List.of(0.0, 0.3, 0.8, 1.0, 1.0, 1.5);
    private static final List<String> WORDS =
            List.of(
                    "the",
                    "river",
                    "under",
                    "a",
                    "stone",
                    "keeps",
                    "its",
                    "name",
                    "and",
                    "every",
                    "window",
                    "opens",
                    "to",
                    "light",
                    "while",
                    "seven",
                    "birds",
                    "cross",
                    "one",
                    "field",
                    "of",
                    "wheat",
                    "before",
                    "rain",
                    "then",
                    "quiet",
                    "children",
                    "count",
                    "slow",
                    "trains",
                    "by",
                    "number",
                    "until",
                    "evening",
                    "brings",
                    "bread",
                    "or",
                    "music",
                    "home",
                    "again");

    private final List<String> methods;
    private final String heavyName;
    private final Duration readerTimeout;
    private final List<String> beginnings = new ArrayList<>();

    /**
     * @param methods that the server offers; {@code auto} comes on top
     * @param heavyName a name of the model so long that events, which repeat it, soon fill the
     *     kernel's buffers on the way to a client that does not read
     * @param readerTimeout how long the server lets a reader take nothing
     */
    Visits(List<String> methods, String heavyName, Duration readerTimeout) {
        this.methods = new ArrayList<>(methods);
        this.methods.add("auto");
        this.heavyName = heavyName;
        this.readerTimeout = readerTimeout;
        Dice dice = new Dice(1);
        for (int i = 0; i < SHARED_BEGINNINGS; i++) {
            beginnings.add(words(dice, SHARED_WORDS));
        }
    }

    /** Any visit but one that stalls. */
    Visit next(Dice dice) {
        double kind = dice.between(0, 100);
        if (kind < 6) {
            return erring(dice);
        }
        if (kind < 18) {
            return streamed(dice, new Manner.Vanishes(Duration.ofMillis(dice.between(0, 4000))));
        }
        if (kind < 34) {
            return streamed(dice, new Manner.Leaves(dice.mostlySmall(1, 60)));
        }
        if (kind < 42) {
            long most = readerTimeout.toMillis() / 4;
            Duration pause = Duration.ofMillis(dice.between(50, (int) most));
            return heavy(dice, SLOW_ANSWER, new Manner.Dawdles(dice.between(4, 20), pause));
        }
        return streamed(dice, new Manner.Reads());
    }

    /** A short visit that reads, for crowds that come all at once. */
    Visit quick(Dice dice) {
        ObjectNode body = body(dice, "outrider", dice.between(1, 16));
        return chat(body, words(dice, dice.between(2, 30)), new Manner.Reads());
    }

    /** A long answer that the client stops reading, and never reads in time. */
    Visit stalling(Dice dice) {
        return heavy(dice, 400, new Manner.Stalls(3, readerTimeout.multipliedBy(15)));
    }

    private Visit streamed(Dice dice, Manner manner) {
        ObjectNode body = body(dice, "outrider", dice.mostlySmall(1, LONGEST_ANSWER));
        return dice.comesUp(0.25)
                ? text(body, prompt(dice), manner)
                : chat(body, prompt(dice), manner);
    }

    /** Plain text goes on and on; an answer to a message would soon end. */
    private Visit heavy(Dice dice, int maxTokens, Manner manner) {
        return text(body(dice, heavyName, maxTokens), words(dice, dice.between(5, 40)), manner);
    }

    private ObjectNode body(Dice dice, String model, int maxTokens) {
        ObjectNode body = JSON.createObjectNode();
        body.put("model", model).put("stream", true).put("max_tokens", maxTokens);
        body.put("temperature", dice.oneOf(TEMPERATURES));
        if (dice.comesUp(0.3)) {
            body.put("top_p", 0.9).put("top_k", dice.between(1, 100));
        }
        if (dice.comesUp(0.2)) {
            body.put("frequency_penalty", 0.5).put("repeat_penalty", 1.1);
        }
        if (dice.comesUp(0.5)) {
            body.put("seed", dice.between(0, 1000));
        }
        if (dice.comesUp(0.1)) {
            body.put("stop", dice.oneOf(WORDS));
        }
        if (dice.comesUp(0.9)) {
            ObjectNode speculative = body.putObject("speculative");
            speculative.put("method", dice.oneOf(methods));
            if (dice.comesUp(0.7)) {
                speculative.put("draft_tokens", dice.between(1, 9));
            }
        }
        return body;
    }

    private String prompt(Dice dice) {
        return dice.comesUp(0.3)
                ? dice.oneOf(beginnings) + words(dice, dice.mostlySmall(1, 200))
                : words(dice, dice.mostlySmall(2, LONGEST_PROMPT));
    }

    private static String words(Dice dice, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(dice.oneOf(WORDS)).append(dice.comesUp(0.1) ? ". " : " ");
        }
        return text.toString();
    }

    private static Visit chat(ObjectNode body, String prompt, Manner manner) {
        body.putArray("messages").addObject().put("role", "user").put("content", prompt);
        return new Visit(CHAT, body.toString(), manner);
    }

    private static Visit text(ObjectNode body, String prompt, Manner manner) {
        return new Visit(TEXT, body.put("prompt", prompt).toString(), manner);
    }

    private Visit erring(Dice dice) {
        ObjectNode body = body(dice, "outrider", 8);
        String good = chat(body, "count to three", new Manner.Errs()).body();
        String bad =
                switch (dice.between(0, 7)) {
                    case 0 -> good.substring(0, good.length() / 2);
                    case 1 -> body.put("temperature", 9).toString();
                    case 2 -> body.put("stream", "yes").toString();
                    case 3 -> body.put("max_tokens", 10_000_000).toString();
                    case 4 -> body.without("model").toString();
                    case 5 -> body.set("messages", JSON.createArrayNode()).toString();
                    default -> withMethod(body, "no-such-method").toString();
                };
        return new Visit(CHAT, bad, new Manner.Errs());
    }

    private static ObjectNode withMethod(ObjectNode body, String method) {
        body.putObject("speculative").put("method", method);
        return body;
    }
}
