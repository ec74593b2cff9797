package io.outrider.cli.soak;

import java.util.List;
import java.util.Locale;

/** A soak in words, for people. */
final class SoakReport {
    private static final int ROWS = 12;

    private SoakReport() {}

    /**
     * @param what was run, in a sentence or more
     * @param picture file name of the plot
     */
    static String markdown(String what, String picture, Evidence evidence, Verdict verdict) {
        StringBuilder text = new StringBuilder("# Soak\n\n").append(what).append("\n\n");
        text.append(verdict.isGood() ? "**Nothing was found wrong.**\n" : "**Failed:**\n\n");
        verdict.failures().forEach(each -> text.append("- ").append(each).append('\n'));
        text.append("\n| visits | |\n|---|---|\n");
        evidence.outcomes()
                .forEach(
                        (outcome, times) ->
                                text.append("| ")
                                        .append(outcome.meaning())
                                        .append(" | ")
                                        .append(times)
                                        .append(" |\n"));
        Rest rest = evidence.rest();
        text.append(
                String.format(
                        Locale.ROOT,
                        """

                        | when everybody had left | |
                        |---|---|
                        | cells used, reserved (kept for prefixes on purpose) | %.0f, %.0f (%.0f) |
                        | sequences, running, waiting | %.0f, %.0f, %.0f |
                        | requests that failed inside the server | %.0f |
                        | bad lines in its log | %d |
                        | exit code after SIGTERM | %s |
                        """,
                        rest.cells(),
                        rest.reserved(),
                        rest.prefixCells(),
                        rest.sequences(),
                        rest.running(),
                        rest.waiting(),
                        rest.failed(),
                        evidence.complaints().size(),
                        evidence.exitCode().isPresent()
                                ? String.valueOf(evidence.exitCode().getAsInt())
                                : "did not end"));
        text.append("\n## Memory\n\n![Memory over time](").append(picture).append(")\n\n");
        Memory memory = Memory.of(evidence.samples());
        text.append(
                String.format(
                        Locale.ROOT,
                        """
                        Least squares over the last two thirds: %+.1f MiB from beginning to end, \
                        mean %.0f MiB (allowed: %.0f %% of the mean). Mean of the second quarter \
                        %.0f MiB, of the last %.0f MiB (allowed: %.2f times the second). Live heap after a \
                        full collection: %.1f MiB before the crowd, %.1f MiB after it (allowed: \
                        %.0f MiB more).

                        | minute | resident, MiB | heap in use, MiB | tokens/s | cells | running | waiting |
                        |---|---|---|---|---|---|---|
                        """,
                        Verdict.mebibytes(memory.growth()),
                        Verdict.mebibytes(memory.mean()),
                        100 * Memory.MOST_GROWTH,
                        Verdict.mebibytes(memory.secondQuarter()),
                        Verdict.mebibytes(memory.lastQuarter()),
                        Memory.MOST_RATIO,
                        Verdict.mebibytes(evidence.liveHeap().before()),
                        Verdict.mebibytes(evidence.liveHeap().after()),
                        Verdict.mebibytes(Evidence.LiveHeap.MOST_GROWTH)));
        rows(text, evidence.samples());
        return text.toString();
    }

    private static void rows(StringBuilder text, List<Sample> samples) {
        int step = Math.max(1, Math.ceilDiv(samples.size(), ROWS));
        for (int i = step; i < samples.size(); i += step) {
            Sample now = samples.get(i);
            Sample before = samples.get(i - step);
            text.append(
                    String.format(
                            Locale.ROOT,
                            "| %.1f | %.0f | %.0f | %.1f | %d | %d | %d |%n",
                            now.seconds() / 60,
                            Verdict.mebibytes(now.residentBytes()),
                            Verdict.mebibytes(now.heapBytes()),
                            (now.tokens() - before.tokens()) / (now.seconds() - before.seconds()),
                            now.cells(),
                            now.running(),
                            now.waiting()));
        }
    }
}
