package io.outrider.generation;

import java.util.List;

/**
 * What speculation did for one choice, counted from commits.
 *
 * @param method wire name of the method that ran
 * @param lossless whether the output law is exactly the target's
 * @param rounds all rounds, each with one target pass
 * @param draftedRounds rounds in which something was drafted
 * @param draftedTokens tokens drafted, tested or not
 * @param acceptedTokens drafted tokens that were kept
 * @param acceptedPerRound entry i counts the drafted rounds in which exactly i tokens were accepted
 */
public record SpeculationReport(
        String method,
        boolean lossless,
        int rounds,
        int draftedRounds,
        int draftedTokens,
        int acceptedTokens,
        List<Integer> acceptedPerRound) {

    public SpeculationReport {
        acceptedPerRound = List.copyOf(acceptedPerRound);
    }

    /** Accepted share of all drafted tokens; 0 when nothing was drafted. */
    public double acceptanceRate() {
        return draftedTokens == 0 ? 0 : (double) acceptedTokens / draftedTokens;
    }

    /** Mean tokens a drafted round emits, the corrected or bonus token included. */
    public double meanAcceptanceLength() {
        return draftedRounds == 0 ? 1 : 1 + (double) acceptedTokens / draftedRounds;
    }
}
