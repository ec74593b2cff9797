package io.outrider.cli.simulate;

import io.outrider.cli.simulate.BruteForce.Fixed;

/**
 * How one scenario went.
 *
 * @param best fixed plan
 * @param toBest rate after learning against that plan's
 * @param toPlain lowest rate of any 500 rounds against plain decoding's
 * @param poorest the same of any single session
 * @param beyondPlain share of the time that went beyond as many plain rounds
 */
record Result(
        Scenario scenario,
        Fixed best,
        double toBest,
        double toPlain,
        double poorest,
        double beyondPlain) {
    private static final double FAIR = 0.9;

    static Result of(Scenario scenario, Control control, long seed) {
        Fixed best = new BruteForce(scenario).best(FAIR);
        Books books = Replay.run(scenario, control, seed);
        return new Result(
                scenario,
                best,
                books.learntRate() / best.rate(),
                books.worstToPlain(),
                books.worstSessionToPlain(),
                books.beyondPlain());
    }

    /** Whether whatever is drafted is a loss. */
    boolean nonePays() {
        return scenario.crowd().isSteady() && !best.drafts();
    }

    /**
     * Whether a drafter that has become better can be noticed within the time that may be lost to
     * trials.
     */
    boolean isNoticeable() {
        return !scenario.crowd().drifts() || scenario.readingAlong() < Promise.MOST_PROBING;
    }
}
