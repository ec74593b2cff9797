package io.outrider.llama;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.outrider.model.ForwardPass.Row;
import io.outrider.model.ForwardPass.Shape;
import java.util.List;

/**
 * How much of each sequence the cache holds, and whether what is asked of it fits: whatever is
 * refused here would be a native assertion there.
 */
final class CacheLengths {
    private final Shape shape;
    private final int[] lengths;

    CacheLengths(Shape shape) {
        this.shape = shape;
        this.lengths = new int[shape.sequences()];
    }

    int of(int sequence) {
        if (sequence < 0 || sequence >= lengths.length) {
            throw new LlamaException("no sequence " + sequence);
        }
        return lengths[sequence];
    }

    int used() {
        int used = 0;
        for (int length : lengths) {
            used += length;
        }
        return used;
    }

    void set(int sequence, int length) {
        lengths[sequence] = length;
    }

    /** Counts rows as evaluated. */
    void advance(List<Row> rows) {
        for (Row row : rows) {
            lengths[row.sequence()] = row.position() + 1;
        }
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
        int used = used() + rows.size();
        if (used > shape.cells()) {
            throw new LlamaException(used + " cells in a cache of " + shape.cells());
        }
    }

    /** Whether {@code to} may become a copy of the first positions of {@code from}. */
    void checkShare(int from, int to, int length) {
        if (from == to || length < 0 || length > of(from) || of(to) != 0) {
            throw new LlamaException("cannot share " + length + " of " + from + " with " + to);
        }
    }
}
