package io.outrider.engine;

/**
 * How long a pass waits for sessions that are still computing.
 *
 * <p>llama.cpp's threads spin, so a pass beside computing sessions crawls and waiting pays; yet two
 * slow sessions of 32 must not halve the rest. So a session gets {@code max(50 ms, half the last
 * target pass)} from its own wake, until waiting in vain has cost 5 % of all pass time; then {@code
 * max(2 ms, 5 % of the last target pass)}. Not thread-safe: lives under the rendezvous' lock.
 */
final class Grace {
    private static final long LONG = 50_000_000;
    private static final long SHORT = 2_000_000;
    private static final double SHARE = 0.05;

    private long passes;
    private long lastTargetPass;
    private long wasted;
    private long lateSessions;

    /** Nanoseconds from a session's wake until it counts as late. */
    long nanos() {
        return wasted > SHARE * passes
                ? Math.max(SHORT, (long) (SHARE * lastTargetPass))
                : Math.max(LONG, lastTargetPass / 2);
    }

    void passTook(Role role, long nanos) {
        passes += nanos;
        if (role == Role.TARGET) {
            lastTargetPass = nanos;
        }
    }

    /** A session used up its grace; {@code waited} is what others waited for it in vain. */
    void late(long waited) {
        wasted += waited;
        lateSessions++;
    }

    long lateSessions() {
        return lateSessions;
    }
}
