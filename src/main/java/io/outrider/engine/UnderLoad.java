package io.outrider.engine;

import java.time.Duration;
import java.util.Optional;

/**
 * What the engine does when there is much to do, or when it gets stuck.
 *
 * @param timeout longest time a request may take, waiting included; empty for no such limit
 * @param overcommit how far cells are promised to several sessions at once: 0 reserves for every
 *     session all the tokens it may write, 1 as many as nine answers in ten need
 * @param watchdog least time without a tick after which an engine that has work counts as stalled
 */
public record UnderLoad(Optional<Duration> timeout, double overcommit, Duration watchdog) {

    /** What the settings say when nobody says otherwise. */
    public static final UnderLoad DEFAULT =
            new UnderLoad(Optional.empty(), 1, Duration.ofSeconds(30));

    public UnderLoad {
        if (!(overcommit >= 0 && overcommit <= 1)) {
            throw new IllegalArgumentException("overcommit is between 0 and 1, not " + overcommit);
        }
        require(watchdog, "the watchdog's time");
        timeout.ifPresent(time -> require(time, "a request's timeout"));
    }

    private static void require(Duration time, String name) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException(name + " is above 0");
        }
    }
}
