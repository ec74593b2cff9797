package io.outrider.probability;

/**
 * Chance from a seed and a counter: draw number n is a hash of both and depends on nothing else, so
 * the same seed gives the same draws on any machine, and a draw once made is never made again.
 *
 * <p>The hash applies the 64-bit finaliser of SplitMix64 (Steele, Lea and Flood, "Fast splittable
 * pseudorandom number generators", OOPSLA 2014) twice, with two keys made from the seed. Not for
 * secrets, and not safe for use by several threads at once.
 */
public final class SeededChance implements Chance {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private final long firstKey;
    private final long secondKey;
    private long counter;

    public SeededChance(long seed) {
        this.firstKey = mix(seed + GOLDEN);
        this.secondKey = mix(seed ^ ~GOLDEN);
    }

    @Override
    public boolean accept(double p) {
        if (Double.isNaN(p)) {
            throw new IllegalArgumentException("a probability is a number");
        }
        return p >= 1 || (p > 0 && uniform() < p);
    }

    @Override
    public int pick(Distribution distribution) {
        return distribution.isCertain() ? distribution.argMax() : distribution.quantile(uniform());
    }

    @Override
    public double exponential() {
        return -Math.log1p(-uniform());
    }

    /** A multiple of 2^-53, at least 0 and below 1. */
    private double uniform() {
        counter++;
        long bits = mix(mix(firstKey + counter * GOLDEN) ^ secondKey);
        return (bits >>> 11) * 0x1p-53;
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
