package io.outrider.pace;

import java.util.Arrays;

/**
 * What one model's passes take, by rows: measured at some row counts, linear between them, and kept
 * current from live passes. It guarantees:
 *
 * <ul>
 *   <li>A row more never makes a pass cheaper: what more rows took is the most that fewer can take,
 *       since a pass may be slow for many reasons and fast for none.
 *   <li>One pass moves a knot by at most a few per cent, so that an outlier does little; a machine
 *       that is busy for long moves all knots together.
 * </ul>
 *
 * <p>Not thread-safe.
 */
public final class CostCurve {
    /** How far a single pass may move the knots beside it, and all knots. */
    private static final double KNOT_STEP = 0.03;

    private static final double DRIFT_STEP = 0.05;

    /** A pass that took this much longer or shorter than expected says no more than this. */
    private static final double SURPRISE = 0.5;

    private final int[] rows;
    private final double[] seconds;
    private final double perRowAndCell;
    private double drift = 1;

    /**
     * @param rows at which was measured; increasing, from 1
     * @param seconds of a pass over an empty cache with so many rows
     * @param perRowAndCell seconds that each cell in use adds for each row
     */
    public CostCurve(int[] rows, double[] seconds, double perRowAndCell) {
        if (rows.length == 0 || rows.length != seconds.length || rows[0] != 1) {
            throw new IllegalArgumentException("knots " + Arrays.toString(rows));
        }
        for (int i = 0; i < rows.length; i++) {
            if (!(seconds[i] > 0) || (i > 0 && rows[i] <= rows[i - 1])) {
                throw new IllegalArgumentException(
                        Arrays.toString(rows) + " rows took " + Arrays.toString(seconds));
            }
        }
        this.rows = rows.clone();
        this.seconds = seconds.clone();
        this.perRowAndCell = Math.max(0, perRowAndCell);
    }

    /** Seconds a pass takes; 0 rows take none. */
    public double seconds(int count, int cells) {
        if (count <= 0) {
            return 0;
        }
        return drift * (base(count) + perRowAndCell * count * cells);
    }

    private double base(int count) {
        int last = rows.length - 1;
        if (count >= rows[last]) {
            return level(last) * count / rows[last];
        }
        int above = above(count);
        if (rows[above] == count) {
            return level(above);
        }
        double share = (double) (count - rows[above - 1]) / (rows[above] - rows[above - 1]);
        return (1 - share) * level(above - 1) + share * level(above);
    }

    /** First knot at or above a count that is below the last knot. */
    private int above(int count) {
        int at = Arrays.binarySearch(rows, count);
        return at >= 0 ? at : -at - 1;
    }

    /** The cheapest knot from here on. */
    private double level(int knot) {
        double least = seconds[knot];
        for (int i = knot + 1; i < seconds.length; i++) {
            least = Math.min(least, seconds[i]);
        }
        return least;
    }

    /** Learns from a pass without prefill. */
    public void learn(int count, int cells, double took) {
        double expected = seconds(count, cells);
        if (!(took > 0) || expected <= 0) {
            return;
        }
        double surprise = Math.clamp(Math.log(took / expected), -SURPRISE, SURPRISE);
        drift *= Math.exp(DRIFT_STEP * surprise);
        int last = rows.length - 1;
        if (count >= rows[last]) {
            move(last, surprise);
            return;
        }
        int above = above(count);
        move(above, surprise);
        if (rows[above] != count) {
            move(above - 1, surprise);
        }
    }

    private void move(int knot, double surprise) {
        seconds[knot] *= Math.exp(KNOT_STEP * surprise);
    }

    /** How much slower everything is than when it was measured. */
    public double drift() {
        return drift;
    }

    /** The row counts at which was measured. */
    public int[] rows() {
        return rows.clone();
    }

    /** Seconds that each cell in use adds for each row. */
    public double perRowAndCell() {
        return perRowAndCell;
    }
}
