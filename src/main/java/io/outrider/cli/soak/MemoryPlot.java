package io.outrider.cli.soak;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Resident memory and Java heap over time, as a picture. */
final class MemoryPlot {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 260;
    private static final int LEFT = 60;
    private static final int RIGHT = 20;
    private static final int TOP = 30;
    private static final int BOTTOM = 40;
    private static final int STEPS = 4;

    private MemoryPlot() {}

    /**
     * @param samples in order of time
     */
    static String svg(List<Sample> samples) {
        double seconds = Math.max(1, samples.getLast().seconds());
        double most =
                samples.stream()
                        .mapToDouble(each -> Math.max(each.residentBytes(), each.heapBytes()))
                        .max()
                        .orElse(0);
        double top = Math.max(100, Math.ceil(Verdict.mebibytes(most) / 100) * 100);
        StringBuilder svg = new StringBuilder();
        svg.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" \
                font-family="sans-serif" font-size="11">
                <rect width="100%%" height="100%%" fill="white"/>
                <text x="%d" y="18">MiB: resident (solid), Java heap in use (dashed)</text>
                """
                        .formatted(WIDTH, HEIGHT, LEFT));
        for (int i = 0; i <= STEPS; i++) {
            double share = (double) i / STEPS;
            double y = y(share);
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>"
                                    + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.0f</text>%n",
                            LEFT,
                            WIDTH - RIGHT,
                            y,
                            y,
                            LEFT - 6,
                            y + 4,
                            share * top));
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.1f min</text>%n",
                            x(share),
                            HEIGHT - BOTTOM + 18,
                            share * seconds / 60));
        }
        svg.append(line(samples, seconds, top, Sample::residentBytes, "stroke=\"#1f5fa8\""));
        svg.append(
                line(
                        samples,
                        seconds,
                        top,
                        Sample::heapBytes,
                        "stroke=\"#b35c00\" stroke-dasharray=\"4 3\""));
        return svg.append("</svg>\n").toString();
    }

    private static String line(
            List<Sample> samples,
            double seconds,
            double top,
            ToDoubleFunction<Sample> bytes,
            String stroke) {
        String points =
                samples.stream()
                        .map(
                                each ->
                                        String.format(
                                                Locale.ROOT,
                                                "%.1f,%.1f",
                                                x(each.seconds() / seconds),
                                                y(
                                                        Verdict.mebibytes(bytes.applyAsDouble(each))
                                                                / top)))
                        .collect(Collectors.joining(" "));
        return "<polyline fill=\"none\" stroke-width=\"1.5\" "
                + stroke
                + " points=\""
                + points
                + "\"/>\n";
    }

    private static double x(double share) {
        return LEFT + share * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double share) {
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
    }
}
