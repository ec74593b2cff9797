package io.outrider.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;

/** The methods of Python's str. Results keep the marks of the characters they are made from. */
final class TextMethods {
    static final Set<String> NAMES =
            Set.of(
                    "capitalize",
                    "casefold",
                    "center",
                    "count",
                    "endswith",
                    "find",
                    "format",
                    "index",
                    "isalnum",
                    "isalpha",
                    "isascii",
                    "isdecimal",
                    "isdigit",
                    "islower",
                    "isnumeric",
                    "isspace",
                    "isupper",
                    "join",
                    "ljust",
                    "lower",
                    "lstrip",
                    "partition",
                    "removeprefix",
                    "removesuffix",
                    "replace",
                    "rfind",
                    "rindex",
                    "rjust",
                    "rpartition",
                    "rsplit",
                    "rstrip",
                    "split",
                    "splitlines",
                    "startswith",
                    "strip",
                    "swapcase",
                    "title",
                    "upper",
                    "zfill",
                    "encode",
                    "expandtabs",
                    "format_map",
                    "isidentifier",
                    "isprintable",
                    "istitle",
                    "maketrans",
                    "translate");

    private final Budget budget;

    TextMethods(Budget budget) {
        this.budget = budget;
    }

    Value call(Text text, String name, Arguments arguments) {
        budget.charge(text.length());
        return switch (name) {
            case "strip" -> Stripping.both(text, arguments);
            case "lstrip" -> Stripping.start(text, arguments);
            case "rstrip" -> Stripping.end(text, arguments);
            case "upper" -> mapped(text, part -> part.toUpperCase(Locale.ROOT));
            case "lower", "casefold" -> mapped(text, part -> part.toLowerCase(Locale.ROOT));
            case "title" -> text.like(title(text.value()));
            case "capitalize" -> text.like(capitalize(text.value()));
            case "swapcase" -> mapped(text, TextMethods::swapCase);
            case "split" -> Splitting.split(text, arguments, budget);
            case "rsplit" -> Splitting.splitFromEnd(text, arguments, budget);
            case "splitlines" ->
                    Sequence.list(Splitting.lines(text, arguments.truth(0, "keepends"), budget));
            case "partition" -> Splitting.partition(text, arguments, budget);
            case "rpartition" -> Splitting.partitionFromEnd(text, arguments, budget);
            case "startswith" -> Value.Truth.of(matches(text, arguments, String::startsWith));
            case "endswith" -> Value.Truth.of(matches(text, arguments, String::endsWith));
            case "removeprefix" -> {
                Text prefix = arguments.text(0, "prefix");
                boolean there = text.value().startsWith(prefix.value());
                yield there ? text.cut(prefix.length(), text.length()) : text;
            }
            case "removesuffix" -> {
                Text suffix = arguments.text(0, "suffix");
                boolean there = text.value().endsWith(suffix.value());
                yield there ? text.cut(0, text.length() - suffix.length()) : text;
            }
            case "replace" ->
                    replace(
                            text,
                            arguments.text(0, "old"),
                            arguments.text(1, "new"),
                            arguments.integer(2, "count", -1));
            case "find", "index", "rfind", "rindex" -> find(text, name, arguments);
            case "count" -> {
                Text part = arguments.text(0, "sub");
                budget.search(text.length(), part.length());
                int found = 0;
                int step = Math.max(1, part.length());
                int at = text.value().indexOf(part.value());
                while (at >= 0 && at <= text.length()) {
                    found++;
                    int next = text.value().indexOf(part.value(), at + step);
                    at = next == at ? -1 : next;
                }
                yield Value.Whole.of(found);
            }
            case "join" -> join(text, Iteration.items(arguments.require(0, "iterable"), budget));
            case "format" -> Formatting.braces(text, arguments, budget);
            case "center", "ljust", "rjust", "zfill" -> pad(text, name, arguments);
            case "isdigit" -> all(text, Character::isDigit);
            case "isdecimal" ->
                    all(text, c -> Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER);
            case "isnumeric" -> all(text, TextMethods::isNumeric);
            case "isalpha" -> all(text, Character::isLetter);
            case "isalnum" -> all(text, c -> Character.isLetter(c) || isNumeric(c));
            case "isspace" -> all(text, Characters::isSpace);
            case "isascii" -> Value.Truth.of(text.value().chars().allMatch(c -> c < 128));
            case "isupper" -> cased(text, Character::isUpperCase, Character::isLowerCase);
            case "islower" -> cased(text, Character::isLowerCase, Character::isUpperCase);
            default -> throw new TemplateException("str." + name + " is not supported");
        };
    }

    private Text mapped(Text text, UnaryOperator<String> change) {
        TextBuilder builder = new TextBuilder(budget);
        for (Run run : text.runs()) {
            builder.append(change.apply(run.text()), run.fromUser());
        }
        return builder.toText();
    }

    private static String swapCase(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        c ->
                                out.appendCodePoint(
                                        Character.isUpperCase(c)
                                                ? Character.toLowerCase(c)
                                                : Character.toUpperCase(c)));
        return out.toString();
    }

    private static String title(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean inside = false;
        for (int c : text.codePoints().toArray()) {
            out.appendCodePoint(inside ? Character.toLowerCase(c) : Character.toTitleCase(c));
            inside = Character.isLetter(c);
        }
        return out.toString();
    }

    static String capitalize(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.codePointAt(0);
        String rest = text.substring(Character.charCount(first)).toLowerCase(Locale.ROOT);
        return Character.toString(Character.toTitleCase(first)) + rest;
    }

    private interface Match {
        boolean test(String text, String part);
    }

    private static boolean matches(Text text, Arguments arguments, Match match) {
        Text within = text;
        if (arguments.given(1, "start") || arguments.given(2, "end")) {
            int length = text.codePoints();
            int start = Math.clamp(fromEnd(arguments.integer(1, "start", 0), length), 0, length);
            int end = Math.clamp(fromEnd(arguments.integer(2, "end", length), length), 0, length);
            within = start <= end ? text.cut(text.offset(start), text.offset(end)) : Text.EMPTY;
        }
        String value = within.value();
        if (arguments.require(0, "prefix") instanceof Sequence choices) {
            return choices.items().stream()
                    .anyMatch(c -> c instanceof Text part && match.test(value, part.value()));
        }
        return match.test(value, arguments.text(0, "prefix").value());
    }

    private static int fromEnd(int index, int length) {
        return index < 0 ? index + length : index;
    }

    Text replace(Text text, Text old, Text replacement, int count) {
        budget.search(text.length(), old.length());
        TextBuilder builder = new TextBuilder(budget);
        int from = 0;
        int left = count < 0 ? Integer.MAX_VALUE : count;
        if (old.isEmpty()) {
            for (Value character : Iteration.items(text, budget)) {
                if (left-- > 0) {
                    builder.append(replacement);
                }
                builder.append((Text) character);
            }
            return left > 0 ? builder.append(replacement).toText() : builder.toText();
        }
        for (int at = text.value().indexOf(old.value());
                at >= 0 && left > 0;
                at = text.value().indexOf(old.value(), from), left--) {
            builder.append(text.cut(from, at)).append(replacement);
            from = at + old.length();
        }
        return from == 0 ? text : builder.append(text.cut(from, text.length())).toText();
    }

    private Value find(Text text, String name, Arguments arguments) {
        Text part = arguments.text(0, "sub");
        budget.search(text.length(), part.length());
        int length = text.codePoints();
        int start = Math.clamp(fromEnd(arguments.integer(1, "start", 0), length), 0, length);
        int end = Math.clamp(fromEnd(arguments.integer(2, "end", length), length), 0, length);
        String value = text.value().substring(0, text.offset(Math.max(start, end)));
        int from = text.offset(start);
        boolean last = name.startsWith("r");
        int at = last ? value.lastIndexOf(part.value()) : value.indexOf(part.value(), from);
        boolean found = at >= from && start <= end && at + part.length() <= text.offset(end);
        if (!found && name.endsWith("index")) {
            throw new TemplateException("substring not found");
        }
        return Value.Whole.of(found ? text.value().codePointCount(0, at) : -1);
    }

    Text join(Text separator, List<Value> items) {
        TextBuilder builder = new TextBuilder(budget);
        boolean first = true;
        for (Value item : items) {
            if (!(item instanceof Text text)) {
                throw new TemplateException("cannot join " + Python.type(item));
            }
            if (!first) {
                builder.append(separator);
            }
            builder.append(text);
            first = false;
        }
        return builder.toText();
    }

    Text pad(Text text, String name, Arguments arguments) {
        int missing = Math.max(0, arguments.integer(0, "width", 80) - text.codePoints());
        Text fill = arguments.given(1, "fillchar") ? arguments.text(1, "fillchar") : null;
        Text space = fill == null ? Text.template(name.equals("zfill") ? "0" : " ") : fill;
        boolean signed = text.value().startsWith("-") || text.value().startsWith("+");
        int sign = name.equals("zfill") && signed ? 1 : 0;
        int width = arguments.integer(0, "width", 80);
        int before =
                switch (name) {
                    case "ljust" -> 0;
                    case "center" -> missing / 2 + (missing & width & 1);
                    default -> missing;
                };
        budget.characters((long) missing + text.length());
        TextBuilder builder = new TextBuilder(budget).append(text.cut(0, sign));
        for (int i = 0; i < before; i++) {
            builder.append(space);
        }
        builder.append(text.cut(sign, text.length()));
        for (int i = before; i < missing; i++) {
            builder.append(space);
        }
        return builder.toText();
    }

    private static boolean isNumeric(int c) {
        int type = Character.getType(c);
        return type == Character.DECIMAL_DIGIT_NUMBER
                || type == Character.LETTER_NUMBER
                || type == Character.OTHER_NUMBER;
    }

    private static Value all(Text text, IntPredicate test) {
        return Value.Truth.of(!text.isEmpty() && text.value().codePoints().allMatch(test));
    }

    static Value cased(Text text, IntPredicate wanted, IntPredicate refused) {
        boolean some = text.value().codePoints().anyMatch(wanted);
        return Value.Truth.of(some && text.value().codePoints().noneMatch(refused));
    }

    /** The title filter: a word begins behind white space, a hyphen or an opening bracket. */
    static String words(String text) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            boolean border = i == text.length() || isBorder(text.charAt(i));
            if (border) {
                String word = text.substring(start, i);
                if (!word.isEmpty()) {
                    int first = Character.charCount(word.codePointAt(0));
                    parts.add(word.substring(0, first).toUpperCase(Locale.ROOT));
                    parts.add(word.substring(first).toLowerCase(Locale.ROOT));
                }
                if (i < text.length()) {
                    parts.add(text.substring(i, i + 1));
                }
                start = i + 1;
            }
        }
        return String.join("", parts);
    }

    private static boolean isBorder(char c) {
        return Characters.isSpace(c) || "-({[<".indexOf(c) >= 0;
    }
}
