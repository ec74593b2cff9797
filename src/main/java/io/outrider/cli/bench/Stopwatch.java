package io.outrider.cli.bench;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Seconds since it was made. */
public final class Stopwatch {
    private final InstantSource clock = InstantSource.system();
    private final Instant start = clock.instant();

    public double seconds() {
        return Duration.between(start, clock.instant()).toNanos() / 1e9;
    }
}
