package io.outrider.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The rows of one pass, in native memory. A row may belong to several sequences: its cell is then
 * shared, which is how a tree's branches share their trunk.
 */
final class LlamaBatch {
    private static final int COUNT = 0;
    private static final int TOKENS = 8;
    private static final int POSITIONS = 24;
    private static final int ID_COUNTS = 32;
    private static final int IDS = 40;
    private static final int OUTPUTS = 48;

    private final int capacity;
    private final int idsPerRow;
    private final MemorySegment struct;
    private final MemorySegment tokens;
    private final MemorySegment positions;
    private final MemorySegment idCounts;
    private final MemorySegment ids;
    private final MemorySegment outputs;
    private int size;

    /**
     * @param capacity most rows
     * @param idsPerRow most sequences a row may belong to
     */
    LlamaBatch(Arena arena, int capacity, int idsPerRow) {
        this.capacity = capacity;
        this.idsPerRow = idsPerRow;
        this.struct = arena.allocate(Symbols.BATCH);
        this.tokens = arena.allocate(JAVA_INT, capacity);
        this.positions = arena.allocate(JAVA_INT, capacity);
        this.idCounts = arena.allocate(JAVA_INT, capacity);
        this.outputs = arena.allocate(JAVA_BYTE, capacity);
        this.ids = arena.allocate(JAVA_INT, (long) capacity * idsPerRow);
        MemorySegment idPointers = arena.allocate(ADDRESS, capacity);
        for (int row = 0; row < capacity; row++) {
            long offset = (long) row * idsPerRow * JAVA_INT.byteSize();
            idPointers.setAtIndex(ADDRESS, row, ids.asSlice(offset));
        }
        struct.set(ADDRESS, TOKENS, tokens);
        struct.set(ADDRESS, POSITIONS, positions);
        struct.set(ADDRESS, ID_COUNTS, idCounts);
        struct.set(ADDRESS, IDS, idPointers);
        struct.set(ADDRESS, OUTPUTS, outputs);
    }

    void clear() {
        size = 0;
        struct.set(JAVA_INT, COUNT, 0);
    }

    /**
     * Adds a row.
     *
     * @param sequences it belongs to, at least one
     * @return its index in the batch
     */
    int add(int token, int position, boolean output, int... sequences) {
        if (size == capacity || sequences.length < 1 || sequences.length > idsPerRow) {
            throw new LlamaException(
                    "row " + size + " of " + capacity + " with " + sequences.length + " sequences");
        }
        tokens.setAtIndex(JAVA_INT, size, token);
        positions.setAtIndex(JAVA_INT, size, position);
        idCounts.setAtIndex(JAVA_INT, size, sequences.length);
        for (int i = 0; i < sequences.length; i++) {
            ids.setAtIndex(JAVA_INT, (long) size * idsPerRow + i, sequences[i]);
        }
        outputs.set(JAVA_BYTE, size, (byte) (output ? 1 : 0));
        int index = size++;
        struct.set(JAVA_INT, COUNT, size);
        return index;
    }

    int size() {
        return size;
    }

    MemorySegment struct() {
        return struct;
    }
}
