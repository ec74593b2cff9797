package io.outrider.llama;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.outrider.model.ForwardPass.Row;
import io.outrider.model.ForwardPass.Shape;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Which cells each sequence holds, and whether what is asked of the cache fits: whatever is refused
 * here would be a native assertion there.
 *
 * <p>Cells are numbered by this class; where llama.cpp puts them is its own affair. Sequences may
 * hold the same cell, which is in use until the last of them lets go.
 */
final class CacheLengths {
    private static final int FIRST_ROOM = 64;

    private final Shape shape;
    private final int[] lengths;

    /** By sequence: the cell at each position. */
    private final int[][] cells;

    /** By cell: how many sequences hold it. */
    private final int[] holders;

    /** Cells that nobody holds are those from {@code used} on. */
    private final int[] stack;

    private int used;

    CacheLengths(Shape shape) {
        this.shape = shape;
        this.lengths = new int[shape.sequences()];
        this.cells = new int[shape.sequences()][0];
        this.holders = new int[shape.cells()];
        this.stack = new int[shape.cells()];
        Arrays.setAll(stack, cell -> cell);
    }

    int of(int sequence) {
        if (sequence < 0 || sequence >= lengths.length) {
            throw new LlamaException("no sequence " + sequence);
        }
        return lengths[sequence];
    }

    /** Cells in use, each counted once. */
    int used() {
        return used;
    }

    /** Cells that these sequences hold and no other one does. */
    int onlyIn(Collection<Integer> sequences) {
        int only = 0;
        int[] met = new int[holders.length];
        for (int sequence : sequences) {
            for (int position = 0; position < of(sequence); position++) {
                int cell = cells[sequence][position];
                if (++met[cell] == holders[cell]) {
                    only++;
                }
            }
        }
        return only;
    }

    /** Counts rows as evaluated. */
    void advance(List<Row> rows) {
        for (Row row : rows) {
            hold(row.sequence(), stack[used++]);
        }
    }

    /** Lets a sequence go on in the cells of another one, as {@link #checkShare} allows. */
    void share(int from, int to, int length) {
        while (lengths[to] < length) {
            hold(to, cells[from][lengths[to]]);
        }
    }

    /** Forgets what a sequence holds from position {@code length} on. */
    void cut(int sequence, int length) {
        while (lengths[sequence] > length) {
            int cell = cells[sequence][--lengths[sequence]];
            if (--holders[cell] == 0) {
                stack[--used] = cell;
            }
        }
    }

    private void hold(int sequence, int cell) {
        int position = lengths[sequence]++;
        if (position == cells[sequence].length) {
            cells[sequence] = Arrays.copyOf(cells[sequence], Math.max(FIRST_ROOM, 2 * position));
        }
        cells[sequence][position] = cell;
        holders[cell]++;
    }

    void check(List<Row> rows) {
        if (rows.isEmpty() || rows.size() > shape.rows()) {
            throw new LlamaException(rows.size() + " rows in a pass of " + shape.rows());
        }
        int[] next = lengths.clone();
        long bytes = JAVA_FLOAT.byteSize() * shape.vocabulary();
        for (Row row : rows) {
            int sequence = row.sequence();
            of(sequence);
            if (row.token() < 0 || row.token() >= shape.vocabulary()) {
                throw new LlamaException("no token " + row.token());
            }
            if (row.position() != next[sequence]) {
                throw new LlamaException(
                        "position " + row.position() + " after " + next[sequence] + " in " + row);
            }
            if (row.wanted() && row.into().byteSize() != bytes) {
                throw new LlamaException("logits need room for " + bytes + " bytes in " + row);
            }
            next[sequence]++;
        }
        int needed = used + rows.size();
        if (needed > shape.cells()) {
            throw new LlamaException(needed + " cells in a cache of " + shape.cells());
        }
    }

    /** Whether {@code to} may go on in the cells of {@code from}, up to a position. */
    void checkShare(int from, int to, int length) {
        if (from == to || length < of(to) || length > of(from)) {
            throw new LlamaException("cannot share " + length + " of " + from + " with " + to);
        }
    }
}
