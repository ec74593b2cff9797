package io.outrider.cli.bench;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** Writes an SVG picture, element by element. */
final class Svg {
    private final StringBuilder text = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /**
     * @param title read out by screen readers
     * @param style CSS
     */
    Svg(double width, double height, String title, String style) {
        begin(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "viewBox",
                "0 0 " + number(width) + " " + number(height),
                "width",
                number(width),
                "height",
                number(height),
                "role",
                "img");
        begin("title").text(title).end();
        begin("style").text(style).end();
    }

    /**
     * Opens an element.
     *
     * @param attributes names and values by turns
     */
    Svg begin(String name, String... attributes) {
        text.append('<').append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            text.append(' ').append(attributes[i]).append("=\"");
            text.append(escape(attributes[i + 1])).append('"');
        }
        text.append('>');
        open.push(name);
        return this;
    }

    Svg text(String content) {
        text.append(escape(content));
        return this;
    }

    /** Closes what was opened last. */
    Svg end() {
        text.append("</").append(open.pop()).append(">\n");
        return this;
    }

    void line(String style, double x1, double y1, double x2, double y2) {
        begin(
                        "line",
                        "class",
                        style,
                        "x1",
                        number(x1),
                        "y1",
                        number(y1),
                        "x2",
                        number(x2),
                        "y2",
                        number(y2))
                .end();
    }

    /**
     * @param style CSS classes, which also say where the anchor is
     */
    void label(String style, double x, double y, String content) {
        begin("text", "class", style, "x", number(x), "y", number(y)).text(content).end();
    }

    /**
     * @param d the path's data
     * @param hint shown under the pointer
     */
    void path(String style, String d, String hint) {
        begin("path", "class", style, "d", d);
        begin("title").text(hint).end();
        end();
    }

    /** The whole document. */
    String finish() {
        while (!open.isEmpty()) {
            end();
        }
        return text.toString();
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String escape(String raw) {
        return raw.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
