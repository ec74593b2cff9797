package io.outrider.text.jinja;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers and quoted strings as templates write them. */
final class Literals {
    private static final Pattern FLOAT =
            Pattern.compile(
                    "[0-9][0-9_]*+(?:\\.[0-9][0-9_]*+(?:[eE][+-]?[0-9]++)?|[eE][+-]?[0-9]++)");
    private static final Pattern INTEGER =
            Pattern.compile(
                    "0[xX](?:_?[0-9a-fA-F])++|0[oO](?:_?[0-7])++|0[bB](?:_?[01])++|[0-9](?:_?[0-9])*+");

    private Literals() {}

    static int floatEnd(String source, int start) {
        return end(FLOAT, source, start);
    }

    static int integerEnd(String source, int start) {
        return end(INTEGER, source, start);
    }

    private static int end(Pattern pattern, String source, int start) {
        Matcher matcher = pattern.matcher(source).region(start, source.length());
        return matcher.lookingAt() ? matcher.end() : -1;
    }

    /** Offset behind the closing quote. */
    static int stringEnd(String source, int start, int line) {
        char quote = source.charAt(start);
        for (int i = start + 1; i < source.length(); i++) {
            char c = source.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == quote) {
                return i + 1;
            }
        }
        throw new TemplateException("string is never closed", line);
    }

    /** Python's escapes; an unknown one stays as it is written. */
    static String unescape(String text, int line) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i++);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char escape = text.charAt(i++);
            switch (escape) {
                case '\n' -> {}
                case '\\', '\'', '"' -> out.append(escape);
                case 'a' -> out.append('\u0007');
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                case 'n' -> out.append('\n');
                case 'r' -> out.append('\r');
                case 't' -> out.append('\t');
                case 'v' -> out.append('\u000b');
                case 'x' -> i = codePoint(text, i, 2, out, line);
                case 'u' -> i = codePoint(text, i, 4, out, line);
                case 'U' -> i = codePoint(text, i, 8, out, line);
                case 'N' -> throw new TemplateException("\\N escapes are not supported", line);
                case '0', '1', '2', '3', '4', '5', '6', '7' -> i = octal(text, i - 1, out);
                default -> out.append('\\').append(escape);
            }
        }
        return out.toString();
    }

    private static int octal(String text, int start, StringBuilder out) {
        int end = start;
        int value = 0;
        while (end < text.length()
                && end < start + 3
                && text.charAt(end) >= '0'
                && text.charAt(end) <= '7') {
            value = value * 8 + text.charAt(end++) - '0';
        }
        out.append((char) value);
        return end;
    }

    private static int codePoint(String text, int start, int digits, StringBuilder out, int line) {
        int end = start + digits;
        long value = end <= text.length() ? 0 : -1;
        for (int i = start; i < end && value >= 0; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            value = digit < 0 ? -1 : value * 16 + digit;
        }
        if (value < 0 || value > Character.MAX_CODE_POINT) {
            throw new TemplateException("bad escape in a string", line);
        }
        out.appendCodePoint((int) value);
        return end;
    }
}
