package io.outrider.engine;

import java.time.Duration;

/**
 * How fast places become free: sessions that left, over the time for which places were held. Both
 * are forgotten by half in every minute that is not idle, and both begin with a guess (a place is
 * held for five seconds) that is forgotten like everything else. Counting held time, not time,
 * keeps idle hours out and counts sessions that have not left yet.
 *
 * <p>Written by the engine thread, read by any.
 */
final class Turnover {
    private static final double HALF_LIFE = 60;
    private static final long SHORTEST = 1;
    private static final long LONGEST = 60;

    private double left = 1;
    private double heldSeconds = 5;
    private int held;
    private long lastNanos;
    private volatile double leavingPerSecond = left / heldSeconds;

    Turnover(long nowNanos) {
        this.lastNanos = nowNanos;
    }

    /** Says how many places are held from now on; so many were held until now. */
    void holds(int places, long nowNanos) {
        double seconds = (nowNanos - lastNanos) / 1e9;
        double kept = held == 0 ? 1 : Math.pow(0.5, seconds / HALF_LIFE);
        left *= kept;
        heldSeconds = heldSeconds * kept + held * seconds;
        held = places;
        lastNanos = nowNanos;
        leavingPerSecond = left / Math.max(heldSeconds, 1e-3);
    }

    /** A session gave its place up. */
    void left() {
        left++;
    }

    /**
     * When a request that comes now would start, in whole seconds, 1 to 60.
     *
     * @param ahead requests that wait already
     * @param places that exist
     */
    Duration wait(int ahead, int places) {
        double seconds = (ahead + 1) / (leavingPerSecond * places);
        return Duration.ofSeconds(
                Math.clamp((long) Math.ceil(Math.min(seconds, LONGEST)), SHORTEST, LONGEST));
    }
}
