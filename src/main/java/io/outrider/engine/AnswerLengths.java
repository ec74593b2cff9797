package io.outrider.engine;

import java.util.Arrays;

/**
 * How long answers are: the 90th percentile of the last {@value #KEPT} that ended well. From it
 * follow the cells that are promised to a session, of which few need all they asked for. The engine
 * thread's.
 */
final class AnswerLengths {
    static final int KEPT = 256;

    /** Fewer tell nothing, and then everybody is believed. */
    private static final int ENOUGH = 8;

    private static final double PERCENTILE = 0.9;

    private final double overcommit;
    private final int[] lengths = new int[KEPT];
    private int count;
    private int longestExpected = Integer.MAX_VALUE;

    /**
     * @param overcommit 0 promises every session all it may write, 1 what it is expected to write,
     *     and what lies between is proportional
     */
    AnswerLengths(double overcommit) {
        this.overcommit = overcommit;
    }

    void add(int length) {
        lengths[count++ % KEPT] = length;
        if (count >= ENOUGH) {
            int[] sorted = Arrays.copyOf(lengths, Math.min(count, KEPT));
            Arrays.sort(sorted);
            longestExpected = sorted[(int) Math.ceil(PERCENTILE * sorted.length) - 1];
        }
    }

    /**
     * Cells to promise.
     *
     * @param length tokens there are
     * @param limit most tokens there may be
     */
    int cells(int length, int limit) {
        int most = Math.max(0, limit - length);
        int doubtful = most - Math.min(most, longestExpected);
        return Math.min(limit, length + Math.max(1, most - (int) (overcommit * doubtful)));
    }
}
