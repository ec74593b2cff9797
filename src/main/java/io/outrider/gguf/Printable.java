package io.outrider.gguf;

import java.nio.file.Path;

/** Text from a file nobody vouches for, made fit for a terminal and a log: bounded, one line. */
final class Printable {
    private static final int LONGEST = 80;
    private static final int LONGEST_PATH = 400;

    private Printable() {}

    /** In single quotes, as it is shown inside a message. */
    static String quoted(String text) {
        return "'" + clean(text, LONGEST) + "'";
    }

    static String text(String text) {
        return clean(text, 2 * LONGEST);
    }

    static String path(Path path) {
        return clean(path.toString(), LONGEST_PATH);
    }

    private static String clean(String text, int longest) {
        StringBuilder shown = new StringBuilder(Math.min(text.length(), longest) + 3);
        int at = 0;
        while (at < text.length() && shown.length() < longest) {
            int point = text.codePointAt(at);
            shown.appendCodePoint(isHarmless(point) ? point : '\uFFFD');
            at += Character.charCount(point);
        }
        return at < text.length() ? shown.append("...").toString() : shown.toString();
    }

    // FORMAT holds the characters that reverse the writing direction and hide text.
    private static boolean isHarmless(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}
