package io.outrider.acceptance;

/**
 * A share of successes that follows the newest trials and leans on what was known before.
 *
 * <p>Beta counts with exponential forgetting (methods.md 11e): what is old, or was not tried for
 * long, weighs less and less, until only the prior is left. A long memory is precise and slow, so a
 * short one runs beside it: when the two differ by more than chance explains, something has changed
 * and both begin again with little. Not thread-safe.
 */
final class AcceptanceRate {
    /** Trials after which one counts half in the short memory. */
    private static final double SHORT = 16;

    /** Standard deviations that chance does not explain. */
    private static final double SURPRISE = 3.3;

    /** Trials that all that is known weighs after a change: most of it is older than that. */
    private static final double STILL_TRUE = 4;

    private final Memory longest;
    private final Memory newest;

    private static final class Memory {
        private final double halfLife;
        private double kept;
        private double tested;

        Memory(double halfLife) {
            this.halfLife = halfLife;
        }

        void forget(double trials) {
            double left = Math.pow(0.5, trials / halfLife);
            kept *= left;
            tested *= left;
        }

        /** Lets all that is remembered weigh no more than so many trials. */
        void keep(double trials) {
            if (tested > trials) {
                kept *= trials / tested;
                tested = trials;
            }
        }

        void learn(double success) {
            forget(1);
            kept += success;
            tested++;
        }
    }

    /**
     * @param halfLife trials after which one counts half
     */
    AcceptanceRate(double halfLife) {
        this.longest = new Memory(halfLife);
        this.newest = new Memory(SHORT);
    }

    /**
     * A trial; {@code success} between 0 and 1 when only its chance is known.
     *
     * @return whether it shows that something has changed
     */
    boolean learn(double success) {
        longest.learn(success);
        newest.learn(success);
        if (!hasChanged()) {
            return false;
        }
        longest.kept = newest.kept;
        longest.tested = newest.tested;
        doubt();
        return true;
    }

    /** Something has changed that this must have to do with. */
    void doubt() {
        longest.keep(STILL_TRUE);
        newest.keep(STILL_TRUE);
    }

    private boolean hasChanged() {
        if (longest.tested < 2 * newest.tested) {
            return false;
        }
        // A success and a failure more, so that a share of 0 or 1 is not taken for certain.
        double share = (longest.kept + 1) / (longest.tested + 2);
        double difference = newest.kept / newest.tested - longest.kept / longest.tested;
        // The weights of exponential forgetting average like twice as many equal ones.
        double variance = share * (1 - share) / (2 * newest.tested);
        return difference * difference > SURPRISE * SURPRISE * variance;
    }

    /** Time passes without a trial, {@code trials} of it. */
    void forget(double trials) {
        longest.forget(trials);
        newest.forget(trials);
    }

    /** The share, shrunk towards {@code prior} as if it had been seen {@code weight} times. */
    double estimate(double prior, double weight) {
        return (longest.kept + weight * prior) / (longest.tested + weight);
    }
}
