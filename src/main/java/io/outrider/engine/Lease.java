package io.outrider.engine;

import org.jspecify.annotations.Nullable;

/**
 * A session that has started, and what it holds of both models: a sequence id and cells, or, while
 * it is preempted, nothing. The engine thread's.
 */
final class Lease {
    private final Session session;
    private final Seat seat;
    private final SessionModels models;
    private final long age;
    private @Nullable Grant grant;

    /** A sequence id, and how many cells were promised to it. */
    record Grant(int sequence, int cells) {}

    /**
     * @param age counts sessions in the order in which they first started, and is kept for good
     */
    Lease(Session session, Seat seat, SessionModels models, long age, Grant grant) {
        this.session = session;
        this.seat = seat;
        this.models = models;
        this.age = age;
        this.grant = grant;
    }

    Session session() {
        return session;
    }

    Seat seat() {
        return seat;
    }

    SessionModels models() {
        return models;
    }

    long age() {
        return age;
    }

    boolean holds() {
        return grant != null;
    }

    Grant grant() {
        Grant held = grant;
        if (held == null) {
            throw new IllegalStateException(seat + " is preempted");
        }
        return held;
    }

    void become(Grant next) {
        grant = next;
    }

    /** Gives everything up; what it was. */
    Grant surrender() {
        Grant held = grant();
        grant = null;
        return held;
    }
}
