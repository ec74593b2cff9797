package io.outrider.text.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The methods of str that cut a string into several. */
final class Splitting {
    private Splitting() {}

    static Value split(Text text, Arguments arguments, Budget budget) {
        int most = limit(arguments);
        List<Value> parts = new ArrayList<>();
        if (!arguments.given(0, "sep")) {
            return words(text, most, budget);
        }
        Text separator = separator(arguments, text, budget);
        int from = 0;
        int at = text.value().indexOf(separator.value());
        while (at >= 0 && parts.size() < most) {
            add(parts, text.cut(from, at), budget);
            from = at + separator.length();
            at = text.value().indexOf(separator.value(), from);
        }
        add(parts, text.cut(from, text.length()), budget);
        return Sequence.list(parts);
    }

    static Value splitFromEnd(Text text, Arguments arguments, Budget budget) {
        int most = limit(arguments);
        if (!arguments.given(0, "sep")) {
            if (most == Integer.MAX_VALUE) {
                return words(text, most, budget);
            }
            throw new TemplateException("str.rsplit needs a separator");
        }
        List<Value> parts = new ArrayList<>();
        Text separator = separator(arguments, text, budget);
        int to = text.length();
        int at = text.value().lastIndexOf(separator.value());
        while (at >= 0 && parts.size() < most) {
            add(parts, text.cut(at + separator.length(), to), budget);
            to = at;
            int last = at - separator.length();
            at = last < 0 ? -1 : text.value().lastIndexOf(separator.value(), last);
        }
        add(parts, text.cut(0, to), budget);
        Collections.reverse(parts);
        return Sequence.list(parts);
    }

    private static Value words(Text text, int most, Budget budget) {
        String value = text.value();
        List<Value> parts = new ArrayList<>();
        int at = Characters.stripStart(value, 0, value.length());
        while (at < value.length()) {
            int end = at;
            while (end < value.length() && !Characters.isSpace(value.charAt(end))) {
                end++;
            }
            if (parts.size() == most) {
                add(parts, text.cut(at, value.length()), budget);
                break;
            }
            add(parts, text.cut(at, end), budget);
            at = Characters.stripStart(value, end, value.length());
        }
        return Sequence.list(parts);
    }

    static List<Value> lines(Text text, boolean keepEnds, Budget budget) {
        String value = text.value();
        List<Value> lines = new ArrayList<>();
        int start = 0;
        int at = 0;
        while (at < value.length()) {
            int width = Characters.lineEnd(value, at);
            if (width > 0) {
                add(lines, text.cut(start, keepEnds ? at + width : at), budget);
                start = at + width;
            }
            at += Math.max(1, width);
        }
        if (start < value.length()) {
            add(lines, text.cut(start, value.length()), budget);
        }
        return lines;
    }

    static Value partition(Text text, Arguments arguments, Budget budget) {
        Text separator = separator(arguments, text, budget);
        int at = text.value().indexOf(separator.value());
        return at < 0
                ? Sequence.tuple(text, Text.EMPTY, Text.EMPTY)
                : parts(text, at, at + separator.length());
    }

    static Value partitionFromEnd(Text text, Arguments arguments, Budget budget) {
        Text separator = separator(arguments, text, budget);
        int at = text.value().lastIndexOf(separator.value());
        return at < 0
                ? Sequence.tuple(Text.EMPTY, Text.EMPTY, text)
                : parts(text, at, at + separator.length());
    }

    private static Value parts(Text text, int at, int end) {
        return Sequence.tuple(text.cut(0, at), text.cut(at, end), text.cut(end, text.length()));
    }

    private static Text separator(Arguments arguments, Text text, Budget budget) {
        Text separator = arguments.text(0, "sep");
        if (separator.isEmpty()) {
            throw new TemplateException("empty separator");
        }
        budget.search(text.length(), separator.length());
        return separator;
    }

    private static int limit(Arguments arguments) {
        int most = arguments.integer(1, "maxsplit", -1);
        return most < 0 ? Integer.MAX_VALUE : most;
    }

    private static void add(List<Value> parts, Text part, Budget budget) {
        budget.create(1);
        parts.add(part);
    }
}
