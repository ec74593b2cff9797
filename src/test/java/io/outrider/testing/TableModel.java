package io.outrider.testing;

import io.outrider.model.ForwardPass;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A model that is a table: the next token's law depends on the last token alone. Keeps the books of
 * a key-value cache and throws on whatever a real one would not survive.
 */
public final class TableModel implements ForwardPass {
    private final double[][] table;
    private final Shape shape;
    private final Map<Integer, Integer> lengths = new HashMap<>();
    private final AtomicInteger rowsOut = new AtomicInteger();
    private boolean closed;
    private int passes;
    private int failAfter = Integer.MAX_VALUE;

    /**
     * @param table row t is the law of the token after t
     */
    public TableModel(double[][] table) {
        this(table, new Shape(table.length, 100_000, 64, 256));
    }

    public TableModel(double[][] table, Shape shape) {
        this.table = table;
        this.shape = shape;
    }

    /** Random laws, all positive. */
    public static double[][] randomTable(int vocabulary, Random random) {
        double[][] table = new double[vocabulary][vocabulary];
        for (double[] row : table) {
            double sum = 0;
            for (int i = 0; i < vocabulary; i++) {
                row[i] = -Math.log(1 - random.nextDouble()) + 0.01;
                sum += row[i];
            }
            for (int i = 0; i < vocabulary; i++) {
                row[i] /= sum;
            }
        }
        return table;
    }

    /** Lets the pass with this number, counted from 1, fail, and every one after it. */
    public TableModel failingFrom(int pass) {
        failAfter = pass;
        return this;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public synchronized void run(List<Row> rows) throws PassFailed {
        check(!closed, "run after close");
        check(!rows.isEmpty() && rows.size() <= shape.rows(), rows.size() + " rows");
        if (++passes >= failAfter) {
            throw new PassFailed("scripted failure in pass " + passes);
        }
        for (Row row : rows) {
            int length = lengths.getOrDefault(row.sequence(), 0);
            check(row.position() == length, "gap: " + row + " after " + length);
            check(row.token() >= 0 && row.token() < shape.vocabulary(), "token of " + row);
            check(row.sequence() >= 0 && row.sequence() < shape.sequences(), "id of " + row);
            lengths.put(row.sequence(), length + 1);
            if (row.wanted()) {
                for (int i = 0; i < shape.vocabulary(); i++) {
                    row.into()
                            .setAtIndex(
                                    ValueLayout.JAVA_FLOAT,
                                    i,
                                    (float) Math.log(table[row.token()][i]));
                }
            }
        }
        check(usedCells() <= shape.cells(), "more cells than there are");
    }

    @Override
    public synchronized void truncate(int sequence, int length) {
        check(!closed, "truncate after close");
        lengths.computeIfPresent(sequence, (id, now) -> Math.min(now, length));
        lengths.remove(sequence, 0);
    }

    /** Cells a sequence holds. */
    public synchronized int length(int sequence) {
        return lengths.getOrDefault(sequence, 0);
    }

    public synchronized int passes() {
        return passes;
    }

    /** Rows of logits that were taken and not given back. */
    public int rowsOut() {
        return rowsOut.get();
    }

    @Override
    public synchronized int usedCells() {
        return lengths.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public boolean cutsAnywhere() {
        return true;
    }

    @Override
    public MemorySegment takeRow() {
        rowsOut.incrementAndGet();
        return MemorySegment.ofArray(new float[shape.vocabulary()]);
    }

    @Override
    public void giveRow(MemorySegment row) {
        rowsOut.decrementAndGet();
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
