package io.outrider.text;

import io.outrider.text.jinja.TemplateException;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Function;

/** In which form a template can print the content of a message. */
enum ContentShape {
    /** A string; lists of parts would fail or come out as program text. */
    STRING,
    /** A list of parts; strings would be lost. */
    PARTS,
    /** Both, or it cannot be told. */
    EITHER;

    private static final String PROBE = "outrider probe";

    /** Finds out by trying both forms on a template. */
    static ContentShape of(Function<Message, String> render) {
        Message string = Message.of("user", PROBE);
        boolean strings = printed(render, string).contains(PROBE);
        String parts = printed(render, asParts(string));
        // A list that was printed as a whole shows its keys.
        if (parts.contains(PROBE) && !parts.contains("'type'") && !parts.contains("\"type\"")) {
            return strings ? EITHER : PARTS;
        }
        return strings ? STRING : EITHER;
    }

    private static String printed(Function<Message, String> render, Message message) {
        try {
            return render.apply(message);
        } catch (TemplateException refused) {
            return "";
        }
    }

    Message fit(Message message) {
        return switch (this) {
            case STRING -> asString(message);
            case PARTS -> asParts(message);
            case EITHER -> message;
        };
    }

    private static Message asParts(Message message) {
        return message.fields().get("content") instanceof String text
                ? message.with("content", List.of(Map.of("type", "text", "text", text)))
                : message;
    }

    /** Joins parts with newlines, if all of them are text. */
    private static Message asString(Message message) {
        if (!(message.fields().get("content") instanceof List<?> parts)) {
            return message;
        }
        StringJoiner joined = new StringJoiner("\n");
        for (Object part : parts) {
            if (part instanceof String text) {
                joined.add(text);
            } else if (part instanceof Map<?, ?> map && map.get("text") instanceof String text) {
                joined.add(text);
            } else {
                return message;
            }
        }
        return message.with("content", joined.toString());
    }
}
