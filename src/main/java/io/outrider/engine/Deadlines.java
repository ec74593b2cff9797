package io.outrider.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Sessions that may not go on for ever, by the time at which they end. The engine thread's. */
final class Deadlines {
    private final PriorityQueue<Session> sessions =
            new PriorityQueue<>(
                    Comparator.comparingLong(session -> session.deadline().orElseThrow()));

    /** Watches a session, if it has a deadline. */
    void watch(Session session) {
        if (session.deadline().isPresent()) {
            sessions.add(session);
        }
    }

    /** Forgets a session that has ended. */
    void forget(Session session) {
        boolean unused = sessions.remove(session);
    }

    /** Takes out the sessions whose time is up. */
    List<Session> overdue(long now) {
        List<Session> overdue = new ArrayList<>();
        while (left(now) <= 0) {
            overdue.add(sessions.remove());
        }
        return overdue;
    }

    /** Nanoseconds until the next deadline; {@link Long#MAX_VALUE} when there is none. */
    long left(long now) {
        Session next = sessions.peek();
        return next == null ? Long.MAX_VALUE : next.deadline().orElseThrow() - now;
    }
}
