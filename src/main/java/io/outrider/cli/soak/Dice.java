package io.outrider.cli.soak;

import io.outrider.probability.SeededChance;
import java.util.List;

/** Choices from a seed, the same on every machine. Belongs to one thread. */
final class Dice {
    private final SeededChance chance;

    Dice(long seed) {
        this.chance = new SeededChance(seed);
    }

    boolean comesUp(double probability) {
        return chance.accept(probability);
    }

    /** A whole number of at least {@code low} and below {@code high}. */
    int between(int low, int high) {
        return Math.min(high - 1, low + (int) (uniform() * (high - low)));
    }

    /** The same, but each doubling is as likely as the next, so that most numbers are small. */
    int mostlySmall(int low, int high) {
        double scale = Math.pow((double) high / low, uniform());
        return Math.min(high - 1, (int) (low * scale));
    }

    <T> T oneOf(List<T> some) {
        return some.get(between(0, some.size()));
    }

    /** An exponential draw is the logarithm of a uniform one; this takes it back. */
    private double uniform() {
        return -Math.expm1(-chance.exponential());
    }
}
