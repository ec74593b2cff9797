package io.outrider.text.jinja;

import java.util.List;
import java.util.Locale;

/** What may stand behind a bar; filters over lists are in {@link ListFilters}. */
final class Filters {
    private final Budget budget;
    private final TextMethods texts;
    private final ListFilters lists;

    Filters(Budget budget, Tests tests) {
        this.budget = budget;
        this.texts = new TextMethods(budget);
        this.lists = new ListFilters(budget, this, tests);
    }

    Value apply(String name, Value value, Arguments arguments) {
        budget.step();
        return switch (name) {
            case "trim" -> texts.call(string(value), "strip", arguments);
            case "upper", "lower", "capitalize" -> texts.call(string(value), name, Arguments.NONE);
            case "title" -> {
                Text text = string(value);
                budget.charge(text.length());
                yield text.like(TextMethods.words(text.value()));
            }
            case "string", "safe" -> string(value);
            case "e", "escape", "forceescape" -> escape(string(value));
            case "replace" ->
                    texts.replace(
                            string(value),
                            string(arguments.require(0, "old")),
                            string(arguments.require(1, "new")),
                            arguments.given(2, "count") ? arguments.integer(2, "count", -1) : -1);
            case "center" -> texts.pad(string(value), "center", arguments);
            case "indent" -> indent(string(value), arguments);
            case "wordcount" -> wordCount(string(value));
            case "format" -> {
                Sequence filled = new Sequence(arguments.positional(), Sequence.Kind.TUPLE);
                yield Formatting.percent(string(value), filled, budget);
            }
            case "tojson" -> Json.write(value, Json.Style.of(arguments), budget);
            case "default", "d" -> {
                boolean missing =
                        value instanceof Value.Undefined
                                || (arguments.truth(1, "boolean") && !Operators.truth(value));
                yield missing ? arguments.get(0, "default_value", Text.EMPTY) : value;
            }
            case "int" -> Numbers.integer(value, arguments);
            case "float" -> Numbers.real(value, arguments);
            case "abs" -> Numbers.absolute(value);
            case "round" -> Numbers.round(value, arguments);
            case "attr" -> Attributes.attribute(value, arguments.text(0, "name").value(), budget);
            default -> lists.apply(name, value, arguments);
        };
    }

    private Text string(Value value) {
        return Python.string(value, budget);
    }

    private Text escape(Text text) {
        Text result = text;
        for (List<String> pair :
                List.of(
                        List.of("&", "&amp;"),
                        List.of(">", "&gt;"),
                        List.of("<", "&lt;"),
                        List.of("'", "&#39;"),
                        List.of("\"", "&#34;"))) {
            Text old = Text.template(pair.get(0));
            result = texts.replace(result, old, Text.template(pair.get(1)), -1);
        }
        return result;
    }

    private Text indent(Text text, Arguments arguments) {
        Text indention =
                arguments.find(0, "width") instanceof Text given
                        ? given
                        : spaces(arguments.integer(0, "width", 4));
        boolean blank = arguments.truth(2, "blank");
        List<Value> lines = Splitting.lines(text, false, budget);
        if (text.isEmpty() || Characters.lineEnd(text.value(), text.length() - 1) > 0) {
            lines.add(Text.EMPTY);
        }
        TextBuilder builder = new TextBuilder(budget);
        if (arguments.truth(1, "first")) {
            builder.append(indention);
        }
        boolean first = true;
        for (Value item : lines) {
            Text line = (Text) item;
            if (!first) {
                builder.append("\n");
                if (blank || !line.isEmpty()) {
                    builder.append(indention);
                }
            }
            builder.append(line);
            first = false;
        }
        return builder.toText();
    }

    private Text spaces(int count) {
        budget.characters(count);
        budget.charge(Math.max(0, count));
        return Text.template(" ".repeat(Math.max(0, count)));
    }

    private Value wordCount(Text text) {
        budget.charge(text.length());
        int words = 0;
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.value().charAt(i);
            boolean word = Character.isLetterOrDigit(c) || c == '_' || Character.isSurrogate(c);
            if (word && !inside) {
                words++;
            }
            inside = word;
        }
        return Value.Whole.of(words);
    }

    /** What comparisons without regard to case compare. */
    Value folded(Value value) {
        if (!(value instanceof Text text)) {
            return value;
        }
        budget.charge(text.length());
        return text.like(text.value().toLowerCase(Locale.ROOT));
    }
}
