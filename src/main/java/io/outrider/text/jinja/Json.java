package io.outrider.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The tojson filter as Hugging Face defines it: Python's json.dumps with ensure_ascii off unless
 * asked for. Output with anything from a user in it is the user's as a whole.
 */
final class Json {
    private static final int DEEPEST = 100;

    /**
     * How to write.
     *
     * @param indent white space of one level; without it everything stands on one line
     */
    record Style(
            @Nullable String indent,
            String itemSeparator,
            String keySeparator,
            boolean ascii,
            boolean sorted) {

        static Style of(Arguments arguments) {
            Value indentation = arguments.get(1, "indent", Value.Nothing.NONE);
            String indent =
                    switch (indentation) {
                        case Text text -> text.value();
                        case Value.Whole whole -> " ".repeat(Math.clamp(whole.clamped(), 0, 100));
                        default -> null;
                    };
            String item = indent == null ? ", " : ",";
            String key = ": ";
            if (arguments.find(2, "separators") instanceof Sequence pair
                    && pair.size() == 2
                    && pair.items().get(0) instanceof Text first
                    && pair.items().get(1) instanceof Text second) {
                item = first.value();
                key = second.value();
            }
            boolean ascii = arguments.truth(0, "ensure_ascii");
            return new Style(indent, item, key, ascii, arguments.truth(3, "sort_keys"));
        }
    }

    private final Style style;
    private final Budget budget;
    private final TextBuilder out;
    private boolean user;

    private Json(Style style, Budget budget) {
        this.style = style;
        this.budget = budget;
        this.out = new TextBuilder(budget);
    }

    static Text write(Value value, Style style, Budget budget) {
        Json json = new Json(style, budget);
        json.value(value, 0);
        Text text = json.out.toText();
        return json.user ? Text.user(text.value()) : text;
    }

    private void value(Value value, int depth) {
        if (depth > DEEPEST) {
            throw new TemplateException("values nest too deeply for JSON");
        }
        switch (value) {
            case Text text -> string(text);
            case Sequence sequence -> array(sequence, depth + 1);
            case Dict dict -> object(dict, depth + 1);
            case Value.Nothing nothing -> out.append(scalar(nothing));
            case Value.Truth truth -> out.append(scalar(truth));
            case Value.Whole whole -> out.append(scalar(whole));
            case Value.Real real -> out.append(scalar(real));
            case Value.Undefined undefined -> throw undefined.failure();
            case Namespace namespace -> throw refused(namespace);
            case Loop loop -> throw refused(loop);
            case Value.Function function -> throw refused(function);
        }
    }

    private static TemplateException refused(Value value) {
        return new TemplateException(Python.type(value) + " cannot be written as JSON");
    }

    private static String scalar(Value value) {
        return switch (value) {
            case Value.Nothing nothing -> "null";
            case Value.Truth truth -> truth.name().toLowerCase(Locale.ROOT);
            case Value.Whole whole -> whole.value().toString();
            case Value.Real real ->
                    switch (Python.real(real.value())) {
                        case "nan" -> "NaN";
                        case "inf" -> "Infinity";
                        case "-inf" -> "-Infinity";
                        case String digits -> digits;
                    };
            default -> throw refused(value);
        };
    }

    private void array(Sequence sequence, int depth) {
        if (sequence.size() == 0) {
            out.append("[]");
            return;
        }
        out.append("[");
        String separator = "";
        for (Value item : sequence.items()) {
            out.append(separator);
            newline(depth);
            value(item, depth);
            separator = style.itemSeparator();
        }
        newline(depth - 1);
        out.append("]");
    }

    private void object(Dict dict, int depth) {
        if (dict.size() == 0) {
            out.append("{}");
            return;
        }
        out.append("{");
        String separator = "";
        for (Dict.Entry entry : entries(dict)) {
            out.append(separator);
            newline(depth);
            if (entry.key() instanceof Text key) {
                string(key);
            } else {
                out.append("\"").append(scalar(entry.key())).append("\"");
            }
            out.append(style.keySeparator());
            value(entry.value(), depth);
            separator = style.itemSeparator();
        }
        newline(depth - 1);
        out.append("}");
    }

    private List<Dict.Entry> entries(Dict dict) {
        List<Dict.Entry> entries = new ArrayList<>(dict.entries());
        if (style.sorted()) {
            entries.sort((a, b) -> Operators.compare(a.key(), b.key(), budget));
        }
        return entries;
    }

    private void newline(int depth) {
        String indent = style.indent();
        if (indent != null) {
            out.append("\n").append(indent.repeat(depth));
        }
    }

    private void string(Text text) {
        user |= text.touchesUser();
        String value = text.value();
        StringBuilder quoted = new StringBuilder(value.length() + 16).append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '\f' -> quoted.append("\\f");
                case '\b' -> quoted.append("\\b");
                default -> {
                    if (c < ' ' || (style.ascii() && c > '~')) {
                        quoted.append(String.format("\\u%04x", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        out.append(quoted.append('"').toString());
    }
}
