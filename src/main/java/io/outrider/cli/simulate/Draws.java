package io.outrider.cli.simulate;

import io.outrider.probability.SeededChance;

/** Random numbers of one simulated session or machine, from a seed. */
final class Draws {
    /** Spread of a pass time about its mean, and how often a pass is an outlier. */
    private static final double NOISE = 0.05;

    private static final double OUTLIERS = 0.01;
    private static final double OUTLIER = 3;

    private final SeededChance chance;

    Draws(long seed) {
        this.chance = new SeededChance(seed);
    }

    boolean happens(double probability) {
        return chance.accept(probability);
    }

    double between(double low, double high) {
        return low - (high - low) * Math.expm1(-chance.exponential());
    }

    /** What a measurement of something that takes 1 shows. */
    double noise() {
        double normal = Math.sqrt(2 * chance.exponential()) * Math.cos(between(0, 2 * Math.PI));
        return Math.exp(NOISE * normal) * (happens(OUTLIERS) ? OUTLIER : 1);
    }
}
