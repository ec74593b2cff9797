package io.outrider.model;

import io.outrider.probability.Distribution;

/** Answers to {@link Want}s, by node; readable until the round ends. */
public interface Rows {

    /** Answers {@link Want.ArgMax}. */
    int argMax(int node);

    /** Answers {@link Want.Sampled}; warped once, however often it is asked for. */
    Distribution distribution(int node);
}
