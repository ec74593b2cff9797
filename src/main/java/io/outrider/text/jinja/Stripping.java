package io.outrider.text.jinja;

import org.jspecify.annotations.Nullable;

/** strip, lstrip and rstrip: white space, or any of the given characters. */
final class Stripping {
    private Stripping() {}

    static Text both(Text text, Arguments arguments) {
        return strip(text, arguments, true, true);
    }

    static Text start(Text text, Arguments arguments) {
        return strip(text, arguments, true, false);
    }

    static Text end(Text text, Arguments arguments) {
        return strip(text, arguments, false, true);
    }

    private static Text strip(Text text, Arguments arguments, boolean head, boolean tail) {
        String value = text.value();
        String set = arguments.given(0, "chars") ? arguments.text(0, "chars").value() : null;
        int from = 0;
        int to = value.length();
        while (head && from < to && goes(value.codePointAt(from), set)) {
            from += Character.charCount(value.codePointAt(from));
        }
        while (tail && to > from && goes(value.codePointBefore(to), set)) {
            to -= Character.charCount(value.codePointBefore(to));
        }
        return text.cut(from, to);
    }

    private static boolean goes(int c, @Nullable String set) {
        return set == null ? Characters.isSpace(c) : set.indexOf(c) >= 0;
    }
}
