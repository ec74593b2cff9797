package io.outrider.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Dots in rows over a logarithmic axis, with whiskers where a value has an interval. */
public final class DotPlot {
    private static final double WIDTH = 860;
    private static final double LEFT = 170;
    private static final double RIGHT = 24;
    private static final double TOP = 76;
    private static final double ROW = 22;

    /** Shapes differ as well as colours; the colours are those of both themes. */
    private static final String STYLE =
            """
            text { font: 12px system-ui, sans-serif; fill: #1f2328; }
            .title { font-size: 15px; font-weight: 600; }
            .end { text-anchor: end; } .middle { text-anchor: middle; }
            .ground { fill: #ffffff; } .grid { stroke: #d8dde3; } .mark { stroke: #57606a; stroke-dasharray: 4 3; }
            .s0 { fill: #2a78d6; stroke: #2a78d6; } .s1 { fill: #7d8590; stroke: #7d8590; }
            .s2 { fill: #eb6834; stroke: #eb6834; } .s3 { fill: #1baf7a; stroke: #1baf7a; }
            .whisker { stroke-width: 2; opacity: 0.55; }
            @media (prefers-color-scheme: dark) {
              text { fill: #e6edf3; } .ground { fill: #0d1117; } .grid { stroke: #30363d; } .mark { stroke: #9198a1; }
              .s0 { fill: #3987e5; stroke: #3987e5; } .s1 { fill: #9aa2ad; stroke: #9aa2ad; }
              .s2 { fill: #e8703f; stroke: #e8703f; } .s3 { fill: #23b884; stroke: #23b884; }
            }
            """;

    /**
     * One value.
     *
     * @param series index into the plot's names
     * @param low not above the value; the value itself if it has no interval
     * @param high not below it
     */
    public record Dot(int series, double value, double low, double high) {
        public static Dot of(int series, double value) {
            return new Dot(series, value, value, value);
        }

        /** An unbounded interval is none. */
        static Dot of(int series, Interval interval) {
            return interval.count() == 1
                    ? of(series, interval.mean())
                    : new Dot(series, interval.mean(), interval.low(), interval.high());
        }
    }

    /** A line of the plot. */
    public record Row(String label, List<Dot> dots) {}

    private final String title;
    private final List<String> names;
    private final List<Row> rows;
    private final double low;
    private final double high;

    /**
     * @param names of the series
     * @param rows with values above 0
     */
    public DotPlot(String title, List<String> names, List<Row> rows) {
        this.title = title;
        this.names = List.copyOf(names);
        this.rows = List.copyOf(rows);
        List<Double> values = new ArrayList<>();
        for (Row row : rows) {
            for (Dot dot : row.dots()) {
                // Whiskers may leave the picture, values may not: two turns can have any interval.
                values.add(Math.max(dot.low(), dot.value() / 2));
                values.add(Math.min(dot.high(), dot.value() * 2));
            }
        }
        Sorted sorted = Sorted.of(values);
        this.low = sorted.min() / 1.1;
        this.high = sorted.max() * 1.1;
    }

    /**
     * Draws it.
     *
     * @param mark a value that is worth a line, such as 1 for ratios
     */
    public String draw(double mark) {
        double bottom = TOP + rows.size() * ROW;
        Svg svg = new Svg(WIDTH, bottom + 36, title, STYLE);
        svg.begin("rect", "class", "ground", "width", "100%", "height", "100%").end();
        svg.label("title", 16, 26, title);
        legend(svg);
        for (double tick : ticks()) {
            svg.line("grid", x(tick), TOP - 6, x(tick), bottom);
            svg.label("middle", x(tick), bottom + 18, plain(tick));
        }
        if (mark > low && mark < high) {
            svg.line("mark", x(mark), TOP - 6, x(mark), bottom);
        }
        for (int i = 0; i < rows.size(); i++) {
            double y = TOP + (i + 0.5) * ROW;
            svg.label("end", LEFT - 12, y + 4, rows.get(i).label());
            rows.get(i).dots().forEach(dot -> draw(svg, dot, y + lane(dot)));
        }
        return svg.finish();
    }

    private void legend(Svg svg) {
        double x = 22;
        for (int series = 0; series < names.size(); series++) {
            svg.path("s" + series, shape(series, x, 48), names.get(series));
            svg.label("", x + 10, 52, names.get(series));
            x += 34 + 6.4 * names.get(series).length();
        }
    }

    /** Two series get a lane each, so that their whiskers do not hide each other. */
    private double lane(Dot dot) {
        return names.size() == 2 ? ROW / 6 * (2 * dot.series() - 1) : 0;
    }

    private void draw(Svg svg, Dot dot, double y) {
        if (dot.low() < dot.high()) {
            svg.line(
                    "whisker s" + dot.series(),
                    x(Math.max(low, dot.low())),
                    y,
                    x(Math.min(high, dot.high())),
                    y);
        }
        svg.path(
                "s" + dot.series(),
                shape(dot.series(), x(dot.value()), y),
                names.get(dot.series()) + ": " + plain(dot.value()));
    }

    private static String shape(int series, double x, double y) {
        String at = Svg.number(x) + " " + Svg.number(y);
        return switch (series) {
            case 0 -> "M" + at + "m-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z";
            case 1 -> "M" + at + "m-4 -4h8v8h-8z";
            case 2 -> "M" + at + "m0 -6l6 6l-6 6l-6 -6z";
            default -> "M" + at + "m0 -5l6 10h-12z";
        };
    }

    private double x(double value) {
        double share = Math.log(value / low) / Math.log(high / low);
        return LEFT + share * (WIDTH - LEFT - RIGHT);
    }

    /** 1, 2 and 5 times powers of ten, and more between them where there is room. */
    private List<Double> ticks() {
        double[] steps =
                high / low < 4
                        ? new double[] {1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9}
                        : new double[] {1, 2, 5};
        List<Double> ticks = new ArrayList<>();
        for (double power = Math.pow(10, Math.floor(Math.log10(low))); power < high; power *= 10) {
            for (double step : steps) {
                if (step * power >= low && step * power <= high) {
                    ticks.add(step * power);
                }
            }
        }
        return ticks;
    }

    private static String plain(double value) {
        return value >= 100
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.2f", value).replaceAll("\\.?0+$", "");
    }
}
