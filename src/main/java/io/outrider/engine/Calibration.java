package io.outrider.engine;

import io.outrider.model.ForwardPass;
import io.outrider.model.ForwardPass.Row;
import io.outrider.pace.CostCurve;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Measures what one model's passes take on this machine, by rows and by cells in use, and how far a
 * row's logits move when other rows share its pass. Some seconds of work on the engine's thread,
 * done once per model, library and machine; leaves the cache empty.
 */
public final class Calibration {
    /** Every count a single draft can have, since kernels work in tiles; then a few for crowds. */
    private static final int[] ROWS =
            IntStream.concat(
                            IntStream.rangeClosed(1, 17),
                            IntStream.of(20, 24, 32, 64, 128, 256, 512))
                    .toArray();

    /** From here on, the last count is the one beyond which a row costs what it costs there. */
    private static final int CROWDED = 64;

    /** A row that is cheaper by less than this share is no cheaper. */
    private static final double CHEAPER = 0.05;

    /** Up to here a pass is timed three times, then twice: short drafts decide most. */
    private static final int FEW = 5;

    private static final int DEEP = 128;
    private static final int CROWD = 8;
    private static final double NANOS = 1e9;

    /**
     * What was measured.
     *
     * @param rows of a pass
     * @param seconds it took over an empty cache, by index of {@code rows}
     * @param perRowAndCell seconds added by each cell in use, for each row
     * @param noise largest difference of a logit between a row alone and the same row beside others
     */
    public record Table(int[] rows, double[] seconds, double perRowAndCell, double noise) {

        public CostCurve curve() {
            return new CostCurve(rows, seconds, perRowAndCell);
        }
    }

    private final ForwardPass pass;
    private final LongSupplier clock;
    private final int token;
    private final MemorySegment one;
    private final MemorySegment other;

    private Calibration(ForwardPass pass, LongSupplier clock) {
        this.pass = pass;
        this.clock = clock;
        this.token = Math.min(100, pass.shape().vocabulary() - 1);
        this.one = pass.takeRow();
        this.other = pass.takeRow();
    }

    /**
     * Measures.
     *
     * @param clock nanoseconds, monotonic
     * @throws ForwardPass.PassFailed when the device cannot do a pass
     */
    public static Table measure(ForwardPass pass, LongSupplier clock)
            throws ForwardPass.PassFailed {
        Calibration calibration = new Calibration(pass, clock);
        try {
            return calibration.table();
        } finally {
            calibration.close();
        }
    }

    /**
     * Seconds for a row of a single session, plus a row's share of a crowd's pass, with some
     * context: the figure by which two ways to keep the cache are compared.
     */
    public static double typicalSeconds(ForwardPass pass, LongSupplier clock)
            throws ForwardPass.PassFailed {
        Calibration calibration = new Calibration(pass, clock);
        try {
            int depth = calibration.deep();
            calibration.fill(depth);
            double alone = calibration.least(1, depth);
            int crowd = calibration.fits(depth).test(CROWD) ? CROWD : 1;
            return alone + calibration.least(crowd, depth) / crowd;
        } finally {
            calibration.close();
        }
    }

    private void close() {
        pass.truncate(0, 0);
        pass.giveRow(one);
        pass.giveRow(other);
    }

    private int deep() {
        return Math.min(DEEP, pass.shape().cells() / 2);
    }

    private IntPredicate fits(int depth) {
        int most = Math.min(pass.shape().rows(), pass.shape().cells() - depth);
        return rows -> rows <= most;
    }

    private Table table() throws ForwardPass.PassFailed {
        // The first passes of a process also build graphs and fault pages in.
        run(0, 1);
        run(0, 1);
        int[] rows = Arrays.stream(ROWS).filter(fits(0)).toArray();
        double[] seconds = new double[rows.length];
        int measured = 0;
        while (measured < rows.length && !isProportional(rows, seconds, measured)) {
            seconds[measured] = least(rows[measured], 0);
            measured++;
        }
        rows = Arrays.copyOf(rows, measured);
        seconds = Arrays.copyOf(seconds, measured);
        double noise = noise();
        int depth = deep();
        fill(depth);
        List<Double> slopes = new ArrayList<>();
        for (int count : new int[] {1, 4, CROWD}) {
            int at = Arrays.binarySearch(rows, count);
            if (at >= 0 && fits(depth).test(count)) {
                slopes.add((least(count, depth) - seconds[at]) / (count * (double) depth));
            }
        }
        double slope = slopes.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        return new Table(rows, seconds, Math.max(0, slope), noise);
    }

    /** Whether more rows would only take proportionally longer, which need not be measured. */
    private static boolean isProportional(int[] rows, double[] seconds, int measured) {
        if (measured < 2 || rows[measured - 1] < CROWDED) {
            return false;
        }
        double before = seconds[measured - 2] / rows[measured - 2];
        double now = seconds[measured - 1] / rows[measured - 1];
        return now > (1 - CHEAPER) * before;
    }

    private void fill(int depth) throws ForwardPass.PassFailed {
        int chunk = Math.min(depth, pass.shape().rows());
        for (int from = 0; from < depth; from += chunk) {
            int count = Math.min(chunk, depth - from);
            pass.run(rows(from, count, MemorySegment.NULL));
        }
    }

    private List<Row> rows(int from, int count, MemorySegment into) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(new Row(token, from + i, 0, into));
        }
        return rows;
    }

    /**
     * Seconds of a pass with so many rows after so many cells: the least of a few, for a pass may
     * be slow for many reasons and fast for none.
     */
    private double least(int count, int depth) throws ForwardPass.PassFailed {
        double least = run(depth, count);
        for (int repeat = repeats(count); repeat > 1; repeat--) {
            least = Math.min(least, run(depth, count));
        }
        return least;
    }

    private double run(int depth, int count) throws ForwardPass.PassFailed {
        long began = clock.getAsLong();
        pass.run(rows(depth, count, one));
        long took = clock.getAsLong() - began;
        pass.truncate(0, depth);
        return Math.max(1, took) / NANOS;
    }

    /** Row counts of the passes that are timed, as far as more rows are cheaper each. */
    public static int[] rowCounts() {
        return ROWS.clone();
    }

    /** How often a pass with so many rows is timed. */
    public static int repeats(int count) {
        return count <= FEW ? 3 : 2;
    }

    /** The first row alone, then as the first of several. */
    private double noise() throws ForwardPass.PassFailed {
        double most = 0;
        pass.run(rows(0, 1, one));
        pass.truncate(0, 0);
        for (int crowd : new int[] {2, 4, 5, CROWD}) {
            if (fits(0).test(crowd)) {
                List<Row> rows = new ArrayList<>(rows(0, 1, other));
                rows.addAll(rows(1, crowd - 1, MemorySegment.NULL));
                pass.run(rows);
                pass.truncate(0, 0);
                most = Math.max(most, difference());
            }
        }
        return most;
    }

    private double difference() {
        double most = 0;
        for (int id = 0; id < pass.shape().vocabulary(); id++) {
            float a = one.getAtIndex(ValueLayout.JAVA_FLOAT, id);
            float b = other.getAtIndex(ValueLayout.JAVA_FLOAT, id);
            most = Math.max(most, Math.abs(a - b));
        }
        return most;
    }
}
