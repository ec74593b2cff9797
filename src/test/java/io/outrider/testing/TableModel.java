package io.outrider.testing;

import io.outrider.model.CellSharing;
import io.outrider.model.ForwardPass;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;

/**
 * A model that is a table: the next token's law depends on the last token alone, or on a hash of
 * all of them. Keeps the books of a key-value cache and throws on whatever a real one would not
 * survive.
 */
public final class TableModel implements ForwardPass, CellSharing {
    private final double[][] table;
    private final Shape shape;
    private final Map<Integer, List<Cell>> sequences = new HashMap<>();
    private final AtomicInteger rowsOut = new AtomicInteger();
    private ToIntFunction<List<Integer>> law = List::getLast;
    private boolean closed;
    private int passes;
    private int rows;
    private int failAfter = Integer.MAX_VALUE;

    /** A cell in use; sequences that share it hold the same object. */
    private static final class Cell {
        final int token;

        Cell(int token) {
            this.token = token;
        }
    }

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

    /** Lets the law depend on every token that the sequence's cells hold. */
    public TableModel lookingBack() {
        law = tokens -> Math.floorMod(tokens.hashCode(), shape.vocabulary());
        return this;
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
        this.rows += rows.size();
        for (Row row : rows) {
            int length = length(row.sequence());
            check(row.position() == length, "gap: " + row + " after " + length);
            check(row.token() >= 0 && row.token() < shape.vocabulary(), "token of " + row);
            check(row.sequence() >= 0 && row.sequence() < shape.sequences(), "id of " + row);
            cells(row.sequence()).add(new Cell(row.token()));
            if (row.wanted()) {
                double[] next = table[law.applyAsInt(tokens(row.sequence()))];
                for (int i = 0; i < shape.vocabulary(); i++) {
                    row.into().setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) Math.log(next[i]));
                }
            }
        }
        check(usedCells() <= shape.cells(), "more cells than there are");
    }

    private List<Cell> cells(int sequence) {
        return sequences.computeIfAbsent(sequence, id -> new ArrayList<>());
    }

    /** The tokens that a sequence's cells hold. */
    public synchronized List<Integer> tokens(int sequence) {
        return cells(sequence).stream().map(cell -> cell.token).toList();
    }

    @Override
    public synchronized void truncate(int sequence, int length) {
        check(!closed, "truncate after close");
        List<Cell> cells = cells(sequence);
        cells.subList(Math.min(length, cells.size()), cells.size()).clear();
    }

    @Override
    public Optional<CellSharing> sharing() {
        return Optional.of(this);
    }

    @Override
    public synchronized int length(int sequence) {
        return cells(sequence).size();
    }

    @Override
    public synchronized void share(int from, int to, int length) {
        check(!closed, "share after close");
        check(from != to && length >= length(to) && length <= length(from), "share " + length);
        check(to < shape.sequences(), "share with " + to);
        check(
                tokens(from).subList(0, length(to)).equals(tokens(to)),
                "a prefix of other tokens from " + from + " to " + to);
        cells(to).addAll(cells(from).subList(length(to), length));
    }

    @Override
    public synchronized int cellsOnlyIn(Collection<Integer> asked) {
        Set<Cell> only = Collections.newSetFromMap(new IdentityHashMap<>());
        asked.forEach(sequence -> only.addAll(cells(sequence)));
        sequences.forEach(
                (sequence, cells) -> {
                    if (!asked.contains(sequence)) {
                        cells.forEach(only::remove);
                    }
                });
        return only.size();
    }

    public synchronized int passes() {
        return passes;
    }

    /** Rows evaluated since the start. */
    public synchronized int rows() {
        return rows;
    }

    /** Rows of logits that were taken and not given back. */
    public int rowsOut() {
        return rowsOut.get();
    }

    @Override
    public synchronized int usedCells() {
        Set<Cell> used = Collections.newSetFromMap(new IdentityHashMap<>());
        sequences.values().forEach(used::addAll);
        return used.size();
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
