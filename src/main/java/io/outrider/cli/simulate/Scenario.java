package io.outrider.cli.simulate;

/**
 * One thing to simulate.
 *
 * @param sessions that decode together, endlessly
 * @param rounds simulated
 */
record Scenario(TrueCosts costs, Crowd crowd, Confidence confidence, int sessions, int rounds) {
    /** Rounds the control is given before it is held against the best fixed plan. */
    static final int LEARNING = 500;

    /** Plain rounds after which a drafter that only reads along does so. */
    private static final int CHUNK = 100;

    /** Rows of a pass; the default of the server, and more where the crowd needs them. */
    int mostRows() {
        return Math.max(256, 4 * sessions);
    }

    /** Share of a plain round's time that the draft models take to read what was written. */
    double readingAlong() {
        return costs.draft(CHUNK * sessions, 0) / CHUNK / costs.plain(sessions);
    }

    /** The scenario, without the number of sessions. */
    String label() {
        return costs.name() + ", " + crowd.name() + ", " + confidence;
    }

    @Override
    public String toString() {
        return label() + ", " + sessions;
    }
}
