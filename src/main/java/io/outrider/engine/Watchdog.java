package io.outrider.engine;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Notices that the engine has stopped ticking. The engine thread says when it takes work up and
 * when a tick is over; anybody may ask. An engine with work that has not ended a tick for longer
 * than {@code max(patience, 20 times the longest recent pass)} is stalled, until it ticks again; an
 * idle one never is.
 */
final class Watchdog {
    private static final int PASSES = 20;

    /** A long pass is forgotten over some hundred shorter ones. */
    private static final int FORGETTING = 64;

    private final LongSupplier clock;
    private final long patience;
    private volatile long since;
    private volatile boolean atWork;
    private volatile long longestPass;

    /**
     * @param patience the least time without a tick that counts as a stall
     */
    Watchdog(LongSupplier clock, Duration patience) {
        this.clock = clock;
        this.patience = patience.toNanos();
    }

    /** Work came to the engine thread. */
    void takesUp() {
        since = clock.getAsLong();
        atWork = true;
    }

    /**
     * A tick is over.
     *
     * @param sessions that run or wait
     */
    void ticked(int sessions) {
        since = clock.getAsLong();
        atWork = sessions > 0;
    }

    /** Called by the engine thread alone. */
    void passTook(long nanos) {
        long before = longestPass;
        longestPass = Math.max(nanos, before - before / FORGETTING);
    }

    /** What is wrong, for people; empty while all is well. */
    Optional<String> stall() {
        if (!atWork) {
            return Optional.empty();
        }
        long silent = clock.getAsLong() - since;
        return silent <= Math.max(patience, PASSES * longestPass)
                ? Optional.empty()
                : Optional.of(
                        String.format(
                                Locale.ROOT,
                                "the engine has work and has not ticked for %.0f s",
                                silent / 1e9));
    }
}
