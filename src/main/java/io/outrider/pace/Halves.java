package io.outrider.pace;

import java.util.function.IntToDoubleFunction;

/**
 * Where two passes are cheaper than one: what a row more takes is not the same everywhere. Kernels
 * for few rows stop at some count, and those for many rows pay only far above it (measured on two
 * cores with a 4-bit target: 120 ms for 4 rows, 286 ms for 8, 374 ms for 16).
 */
public final class Halves {
    /** By so much must they be cheaper, or it may be noise. */
    private static final double WORTH_SPLITTING = 0.95;

    private Halves() {}

    /**
     * Rows of the first of two passes, or all rows where one pass is to be made.
     *
     * @param seconds of a pass by its rows
     * @param between seconds between two passes
     * @param largest rows of one session, which stay together
     */
    public static int first(IntToDoubleFunction seconds, double between, int rows, int largest) {
        int first = Math.max(rows - rows / 2, largest);
        if (first >= rows) {
            return rows;
        }
        double halves =
                seconds.applyAsDouble(first) + between + seconds.applyAsDouble(rows - first);
        return halves < WORTH_SPLITTING * seconds.applyAsDouble(rows) ? first : rows;
    }
}
