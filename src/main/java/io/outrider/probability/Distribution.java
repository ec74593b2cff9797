package io.outrider.probability;

import java.util.Arrays;

/**
 * A probability distribution over the token ids 0 to {@link #size()} - 1. Immutable, but one that
 * {@link Warp} made reads its row whenever it is asked: it must not outlive the round that lent the
 * row.
 *
 * <p>Probabilities are doubles and sum to 1 within 1e-12 at any vocabulary size. A distribution is
 * kept dense (one weight per id) or sparse (sorted ids), whichever its maker found natural; no
 * caller needs to know which.
 */
public sealed interface Distribution permits DenseDistribution, SparseDistribution {

    /** How many ids there are, those of probability 0 included. */
    int size();

    /**
     * The probability of an id; 0 for ids from {@link #size()} on, so that a draft and a target
     * whose rows are padded differently can be compared.
     *
     * @throws IllegalArgumentException if the id is negative
     */
    double probability(int id);

    /** The most likely id; the lowest one on exact ties. */
    int argMax();

    /** Whether one id has all the probability, so that drawing needs no randomness. */
    boolean isCertain();

    /** Visits every id of positive probability, in ascending order. */
    void forEach(Visitor visitor);

    /**
     * The inverse of the cumulative distribution function: the lowest id up to which more than
     * {@code u} of the probability lies. Never an id of probability 0, whatever rounding does at
     * the end of the sum.
     *
     * @param u at least 0 and below 1
     */
    int quantile(double u);

    /** Receives ids with their probabilities. */
    @FunctionalInterface
    interface Visitor {
        void visit(int id, double probability);
    }

    /** All probability on one id. */
    static Distribution certain(int vocabulary, int id) {
        return SparseDistribution.of(vocabulary, new int[] {id}, new double[] {1});
    }

    /**
     * One weight per id, divided by their sum.
     *
     * @throws IllegalArgumentException if a weight is negative, infinite or not a number, or if all
     *     are 0
     */
    static Distribution of(double... weights) {
        Weights.check(weights);
        int[] support = Weights.positive(weights);
        if (support.length == 1) {
            return certain(weights.length, support[0]);
        }
        return DenseDistribution.of(weights.clone());
    }

    /**
     * Weights of some ids, divided by their sum; all other ids have probability 0.
     *
     * @param vocabulary number of ids
     * @param ids in strictly ascending order
     * @param weights as many as ids
     * @throws IllegalArgumentException if ids are out of range or out of order, or on bad weights
     *     as in {@link #of}
     */
    static Distribution sparse(int vocabulary, int[] ids, double[] weights) {
        Weights.check(weights);
        int[] kept = Weights.positive(weights);
        if (ids.length != weights.length) {
            throw new IllegalArgumentException(ids.length + " ids, " + weights.length + " weights");
        }
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] < 0 || ids[i] >= vocabulary || (i > 0 && ids[i] <= ids[i - 1])) {
                throw new IllegalArgumentException(
                        "ids ascend and lie in 0.." + (vocabulary - 1) + ", not " + ids[i]);
            }
        }
        return SparseDistribution.of(
                vocabulary,
                Arrays.stream(kept).map(i -> ids[i]).toArray(),
                Arrays.stream(kept).mapToDouble(i -> weights[i]).toArray());
    }
}
