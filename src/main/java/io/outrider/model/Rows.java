package io.outrider.model;

import io.outrider.probability.Distribution;

/** Answers to {@link Want}s, by node; readable until the round ends. */
public interface Rows {

    /** Answers {@link Want.ArgMax}. */
    int argMax(int node);

    /** Answers {@link Want.Sampled}; warped once, however often it is asked for. */
    Distribution distribution(int node);

    /**
     * The probability of the most likely token after bias and penalties, before truncation and
     * temperature: how sure the model is. Any wanted node may be asked.
     */
    double confidence(int node);
}
