package io.outrider.openai;

import io.outrider.generation.SpeculationReport;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Puts what speculation did into the wire's words. */
final class SpeculationBody {
    private SpeculationBody() {}

    /**
     * @param asked tokens drafted a round, if the request said so
     */
    static Wire.SpeculativeDecoding of(SpeculationReport report, OptionalInt asked) {
        int full = asked.orElse(fullRound(report));
        List<Integer> histogram = new ArrayList<>(report.acceptedPerRound());
        while (report.draftedRounds() > 0 && histogram.size() <= full) {
            histogram.add(0);
        }
        return new Wire.SpeculativeDecoding(
                report.meanAcceptanceLength(),
                report.acceptanceRate(),
                histogram,
                report.draftedRounds(),
                report.acceptedTokens(),
                report.draftedTokens(),
                report.draftedRounds() == 0 ? 0 : full,
                report.method(),
                report.lossless());
    }

    /**
     * Rounds are as long as the first but for the last ones, so the mean rounded up is their
     * length.
     */
    private static int fullRound(SpeculationReport report) {
        int mean =
                report.draftedRounds() == 0
                        ? 0
                        : Math.ceilDiv(report.draftedTokens(), report.draftedRounds());
        return Math.max(mean, report.acceptedPerRound().size() - 1);
    }
}
