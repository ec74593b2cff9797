package io.outrider.probability;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/** Pearson's test: could these counts have come from that law? */
public final class ChiSquare {
    private ChiSquare() {}

    /**
     * The probability of counts at least as far off, if they do come from the law.
     *
     * @param law probabilities of the bins; at least 5 counts should be expected in each
     */
    public static double pValue(long[] counts, double[] law) {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        double statistic = 0;
        for (int bin = 0; bin < law.length; bin++) {
            double expected = total * law[bin];
            if (expected < 5) {
                throw new IllegalArgumentException("only " + expected + " expected in a bin");
            }
            statistic += (counts[bin] - expected) * (counts[bin] - expected) / expected;
        }
        return ChiSquaredDistribution.of(law.length - 1).survivalProbability(statistic);
    }
}
