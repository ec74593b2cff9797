package io.outrider.probability;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A row of logits, one float per token id, read where it lies. Valid as long as the memory is; the
 * view allocates and writes nothing.
 */
public final class Logits {
    private final MemorySegment row;
    private final int size;

    private Logits(MemorySegment row) {
        if (row.byteSize() == 0 || row.byteSize() % Float.BYTES != 0) {
            throw new IllegalArgumentException("no row of floats: " + row.byteSize() + " bytes");
        }
        this.row = row;
        this.size = Math.toIntExact(row.byteSize() / Float.BYTES);
    }

    /** A view of off-heap floats in native byte order. */
    public static Logits of(MemorySegment row) {
        return new Logits(row);
    }

    /** A view of an array. */
    public static Logits of(float... row) {
        return new Logits(MemorySegment.ofArray(row));
    }

    public int size() {
        return size;
    }

    public float at(int id) {
        return row.getAtIndex(ValueLayout.JAVA_FLOAT, id);
    }

    /** Copies the logits of ids {@code from} to {@code to - 1} to the start of an array. */
    void copy(int from, int to, float[] into) {
        MemorySegment.copy(
                row, ValueLayout.JAVA_FLOAT, (long) from * Float.BYTES, into, 0, to - from);
    }
}
