package io.outrider.text.jinja;

/** Which characters Python counts as white space or as line ends. */
final class Characters {
    private Characters() {}

    static boolean isSpace(int c) {
        return c == ' '
                || c == '\n'
                || c == 0x85
                || Character.isWhitespace(c)
                || Character.isSpaceChar(c);
    }

    /** First offset in the range that is not white space, or the range's end. */
    static int stripStart(String text, int from, int to) {
        int at = from;
        while (at < to && isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Offset behind the last character in the range that is not white space, or its start. */
    static int stripEnd(String text, int from, int to) {
        int at = to;
        while (at > from && isSpace(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    /** Length of the line end at an offset, 0 if there is none. */
    static int lineEnd(String text, int at) {
        char c = text.charAt(at);
        if (c == '\r' && at + 1 < text.length() && text.charAt(at + 1) == '\n') {
            return 2;
        }
        boolean ends =
                (c >= '\n' && c <= '\r')
                        || (c >= 0x1c && c <= 0x1e)
                        || c == 0x85
                        || c == 0x2028
                        || c == 0x2029;
        return ends ? 1 : 0;
    }
}
