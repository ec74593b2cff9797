package io.outrider.llama;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Off-heap rows of logits, handed out and taken back by any thread. Grows to the most rows that
 * were ever in use at once, and never shrinks.
 */
final class RowPool implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final ConcurrentLinkedDeque<MemorySegment> free = new ConcurrentLinkedDeque<>();
    private final AtomicInteger allocated = new AtomicInteger();
    private final int vocabulary;

    RowPool(int vocabulary) {
        this.vocabulary = vocabulary;
    }

    MemorySegment take() {
        if (!arena.scope().isAlive()) {
            throw new LlamaException("the context was closed");
        }
        MemorySegment row = free.poll();
        if (row != null) {
            return row;
        }
        allocated.incrementAndGet();
        return arena.allocate(JAVA_FLOAT.byteSize() * vocabulary, 64);
    }

    void give(MemorySegment row) {
        free.push(row);
    }

    long bytes() {
        return allocated.get() * JAVA_FLOAT.byteSize() * vocabulary;
    }

    @Override
    public void close() {
        arena.close();
    }
}
