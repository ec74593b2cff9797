package io.outrider.engine;

import java.time.Duration;

/**
 * What the engine does when there is much to do, or when it gets stuck.
 *
 * @param watchdog least time without a tick after which an engine that has work counts as stalled
 */
public record UnderLoad(Duration watchdog) {

    /** What the settings say when nobody says otherwise. */
    public static final UnderLoad DEFAULT = new UnderLoad(Duration.ofSeconds(30));

    public UnderLoad {
        if (watchdog.isNegative() || watchdog.isZero()) {
            throw new IllegalArgumentException("the watchdog's time is above 0");
        }
    }
}
