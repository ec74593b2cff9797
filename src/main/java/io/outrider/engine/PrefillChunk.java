package io.outrider.engine;

import io.outrider.pace.CostCurve;
import java.time.Duration;
import java.util.Optional;

/**
 * How much of a long prompt goes into a pass beside streams that are running: as much as keeps the
 * pass within a bound, but never less than a few rows, or the prompt would never be read.
 *
 * @param most rows
 * @param least rows, whatever the bound says
 * @param bound on such a pass; empty means twice what it takes without the prompt
 */
public record PrefillChunk(int most, int least, Optional<Duration> bound) {
    private static final double TWICE = 2;
    private static final double NANOS = 1e9;

    public PrefillChunk {
        if (least < 1 || most < least) {
            throw new IllegalArgumentException("chunks of " + least + " to " + most + " rows");
        }
    }

    /** Rows that fit beside {@code running} ones. */
    int beside(CostCurve costs, int running, int cells) {
        double seconds =
                bound.map(time -> time.toNanos() / NANOS)
                        .orElseGet(() -> TWICE * costs.seconds(running, cells));
        int rows = least;
        while (rows < most && costs.seconds(running + rows + 1, cells) <= seconds) {
            rows++;
        }
        return rows;
    }
}
