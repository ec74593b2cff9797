package io.outrider.openai;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes of request bodies held at once, over all connections: each may be within its limit and all
 * together still be more than the heap. Safe from any thread.
 */
final class BodyBudget {
    private final long most;
    private final AtomicLong taken = new AtomicLong();

    BodyBudget(long bytes) {
        this.most = bytes;
    }

    /** Takes bytes, or takes none. */
    boolean take(long bytes) {
        if (taken.addAndGet(bytes) <= most) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    void give(long bytes) {
        taken.addAndGet(-bytes);
    }
}
