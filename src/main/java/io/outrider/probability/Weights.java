package io.outrider.probability;

import java.util.stream.IntStream;

/** Checks on numbers that are about to become probabilities. */
final class Weights {
    private Weights() {}

    static void check(double[] weights) {
        double sum = 0;
        for (double weight : weights) {
            if (!(weight >= 0)) {
                throw new IllegalArgumentException("a weight is 0 or more, not " + weight);
            }
            sum += weight;
        }
        checkTotal(sum);
    }

    static void checkTotal(double sum) {
        if (!(sum > 0) || sum == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("weights sum to " + sum);
        }
    }

    /** Indices of the weights above 0. */
    static int[] positive(double[] weights) {
        return IntStream.range(0, weights.length).filter(i -> weights[i] > 0).toArray();
    }

    static int checkId(int id) {
        if (id < 0) {
            throw new IllegalArgumentException("no token has id " + id);
        }
        return id;
    }

    static double checkQuantile(double u) {
        if (!(u >= 0 && u < 1)) {
            throw new IllegalArgumentException("a quantile is at least 0 and below 1, not " + u);
        }
        return u;
    }
}
