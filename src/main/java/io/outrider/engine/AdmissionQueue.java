package io.outrider.engine;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Optional;

/**
 * Requests that wait for a sequence id and for cells, first come, first served. Belongs to the
 * engine thread.
 */
final class AdmissionQueue {
    private final ArrayDeque<Session> waiting = new ArrayDeque<>();
    private final BitSet sequences = new BitSet();
    private final int maxSessions;
    private final KvBudget budget;

    AdmissionQueue(int maxSessions, KvBudget budget) {
        this.maxSessions = maxSessions;
        this.budget = budget;
    }

    /** A session that may start, and the sequence id it holds until {@link #release}. */
    record Start(Session session, int sequence) {}

    void offer(Session session) {
        waiting.add(session);
    }

    /** Drops a session that was cancelled while it waited; false when it does not wait. */
    boolean drop(Session session) {
        return waiting.remove(session);
    }

    /** The next session, if there is room for it. */
    Optional<Start> next() {
        Session first = waiting.peek();
        if (first == null || sequences.cardinality() == maxSessions) {
            return Optional.empty();
        }
        if (!budget.reserve(first.plan().cells())) {
            return Optional.empty();
        }
        waiting.remove();
        int sequence = sequences.nextClearBit(0);
        sequences.set(sequence);
        return Optional.of(new Start(first, sequence));
    }

    void release(Start start) {
        sequences.clear(start.sequence());
        budget.release(start.session().plan().cells());
    }

    int waiting() {
        return waiting.size();
    }

    int running() {
        return sequences.cardinality();
    }

    /** Takes everything that still waits. */
    Iterable<Session> drain() {
        ArrayDeque<Session> taken = new ArrayDeque<>(waiting);
        waiting.clear();
        return taken;
    }
}
