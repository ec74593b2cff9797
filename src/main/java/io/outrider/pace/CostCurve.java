package io.outrider.pace;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one model's passes take, by rows: measured at some row counts, linear between them, and kept
 * current from live passes. It guarantees:
 *
 * <ul>
 *   <li>A row more never makes a pass cheaper. Knots that say otherwise are wrong one way or the
 *       other: they share their median, the nearest curve that never falls (isotonic regression by
 *       pooling adjacent violators).
 *   <li>One pass moves a knot by at most a few per cent, so that an outlier does little; a machine
 *       that is busy for long moves all knots together.
 * </ul>
 *
 * <p>Not thread-safe.
 */
public final class CostCurve {
    /** A knot is the mean of what was seen of it, until newer passes have to count more. */
    private static final double KNOT_STEP = 0.03;

    /** Passes that the calibration counts for. */
    private static final int CALIBRATED = 3;

    /** How far a single pass may move all knots. */
    private static final double DRIFT_STEP = 0.05;

    /** A pass that took this much longer or shorter than expected says no more than this. */
    private static final double SURPRISE = 0.5;

    /** Likewise, of the knots beside it. */
    private static final double NEWS = 0.15;

    private final int[] rows;
    private final double[] seconds;
    private final double perRowAndCell;

    /** Live passes beside each knot so far. */
    private final int[] seen;

    private double drift = 1;

    /** The knots, levelled; worked out when needed. */
    private double @Nullable [] levels;

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
        this.seen = new int[rows.length];
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

    private double level(int knot) {
        if (levels == null) {
            levels = levelled();
        }
        return levels[knot];
    }

    private double[] levelled() {
        double[] levelled = new double[seconds.length];
        int[] from = new int[seconds.length];
        double[] middle = new double[seconds.length];
        int blocks = 0;
        for (int knot = 0; knot < seconds.length; knot++) {
            from[blocks] = knot;
            middle[blocks] = seconds[knot];
            while (blocks > 0 && middle[blocks] < middle[blocks - 1]) {
                blocks--;
                middle[blocks] = median(from[blocks], knot + 1);
            }
            blocks++;
        }
        for (int block = 0; block < blocks; block++) {
            int end = block + 1 < blocks ? from[block + 1] : levelled.length;
            Arrays.fill(levelled, from[block], end, middle[block]);
        }
        return levelled;
    }

    private double median(int from, int end) {
        double[] sorted = Arrays.copyOfRange(seconds, from, end);
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
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
        double step = Math.max(KNOT_STEP, 1.0 / (CALIBRATED + ++seen[knot]));
        seconds[knot] *= Math.exp(step * Math.clamp(surprise, -NEWS, NEWS));
        levels = null;
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
