package io.outrider.cli.bench;

/**
 * A figure that was promised beside the one that was measured.
 *
 * @param what the figure
 * @param wanted as promised
 * @param measured as found, or why there is nothing
 */
record Verdict(String what, String wanted, String measured, Standing standing) {

    /** How the two compare. */
    enum Standing {
        MET("met"),
        MISSED("**missed**"),
        UNKNOWN("not measured");

        private final String word;

        Standing(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        static Standing of(boolean met) {
            return met ? MET : MISSED;
        }
    }

    static Verdict unknown(String what, String wanted, String why) {
        return new Verdict(what, wanted, why, Standing.UNKNOWN);
    }
}
