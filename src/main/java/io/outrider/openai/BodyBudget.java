package io.outrider.openai;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes of request bodies held at once, over all connections: each may be within its limit and all
 * together still be more than the heap. Safe from any thread.
 */
final class BodyBudget {
    private final AtomicLong left;

    BodyBudget(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    /** Takes bytes, or takes none. */
    boolean take(long bytes) {
        if (left.addAndGet(-bytes) >= 0) {
            return true;
        }
        left.addAndGet(bytes);
        return false;
    }

    void give(long bytes) {
        left.addAndGet(bytes);
    }
}
