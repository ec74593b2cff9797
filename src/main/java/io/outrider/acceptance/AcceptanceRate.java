package io.outrider.acceptance;

/**
 * A share of successes that follows the newest trials and leans on what was known before.
 *
 * <p>Beta counts with exponential forgetting (methods.md 11e): what is old, or was not tried for
 * long, weighs less and less, until only the prior is left. Not thread-safe.
 */
final class AcceptanceRate {
    private final double halfLife;
    private double kept;
    private double tested;

    /**
     * @param halfLife trials after which one counts half
     */
    AcceptanceRate(double halfLife) {
        this.halfLife = halfLife;
    }

    /** A trial; {@code success} between 0 and 1 when only its chance is known. */
    void learn(double success) {
        forget(1);
        kept += success;
        tested++;
    }

    /** Time passes without a trial, {@code trials} of it. */
    void forget(double trials) {
        double left = Math.pow(0.5, trials / halfLife);
        kept *= left;
        tested *= left;
    }

    /** The share, shrunk towards {@code prior} as if it had been seen {@code weight} times. */
    double estimate(double prior, double weight) {
        return (kept + weight * prior) / (tested + weight);
    }
}
