package io.outrider.text.jinja;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** C's strftime with English names, as far as templates use it. */
final class DateFormat {
    private DateFormat() {}

    static String format(String format, ZonedDateTime time) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%' || i + 1 == format.length()) {
                out.append(c);
                continue;
            }
            char directive = format.charAt(++i);
            boolean unpadded = directive == '-' && i + 1 < format.length();
            if (unpadded) {
                directive = format.charAt(++i);
            }
            String text = field(directive, time);
            boolean zero = unpadded && text.length() > 1 && text.startsWith("0");
            out.append(zero ? text.substring(1) : text);
        }
        return out.toString();
    }

    private static String field(char directive, ZonedDateTime time) {
        return switch (directive) {
            case '%' -> "%";
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'e' -> String.format(Locale.ROOT, "%2d", time.getDayOfMonth());
            case 's' -> Long.toString(time.toEpochSecond());
            case 'w' -> Integer.toString(time.getDayOfWeek().getValue() % 7);
            case 'f' -> pattern("SSSSSS", time);
            case 'u' -> Integer.toString(time.getDayOfWeek().getValue());
            case 'Y' -> pattern("yyyy", time);
            case 'y' -> pattern("yy", time);
            case 'm' -> pattern("MM", time);
            case 'd' -> pattern("dd", time);
            case 'j' -> pattern("DDD", time);
            case 'H' -> pattern("HH", time);
            case 'I' -> pattern("hh", time);
            case 'M' -> pattern("mm", time);
            case 'S' -> pattern("ss", time);
            case 'p' -> pattern("a", time);
            case 'A' -> pattern("EEEE", time);
            case 'a' -> pattern("EEE", time);
            case 'B' -> pattern("MMMM", time);
            case 'b', 'h' -> pattern("MMM", time);
            case 'z' -> pattern("xx", time);
            case 'Z' -> pattern("zzz", time);
            case 'F' -> pattern("yyyy-MM-dd", time);
            case 'T' -> pattern("HH:mm:ss", time);
            case 'R' -> pattern("HH:mm", time);
            case 'D' -> pattern("MM/dd/yy", time);
            case 'x' -> pattern("MM/dd/yy", time);
            case 'X' -> pattern("HH:mm:ss", time);
            case 'c' ->
                    pattern("EEE MMM ", time) + field('e', time) + pattern(" HH:mm:ss yyyy", time);
            default ->
                    throw new TemplateException("date field %" + directive + " is not supported");
        };
    }

    private static String pattern(String pattern, ZonedDateTime time) {
        return DateTimeFormatter.ofPattern(pattern, Locale.US).format(time);
    }
}
