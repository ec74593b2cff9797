package io.outrider.probability;

/**
 * The only source of randomness a rule or method has. Belongs to one session; tests put one in its
 * place that tries every outcome, so a rule must draw through these three methods alone and in an
 * order that depends on nothing else.
 */
public interface Chance {

    /**
     * True with probability p. Uses no randomness, and cannot surprise, when p is at most 0 (false)
     * or at least 1 (true).
     *
     * @throws IllegalArgumentException if p is not a number
     */
    boolean accept(double p);

    /** Draws an id; never one of probability 0. Uses no randomness if the id is certain. */
    int pick(Distribution distribution);

    /** Draws from the exponential distribution with mean 1; for perturbed orders only. */
    double exponential();
}
