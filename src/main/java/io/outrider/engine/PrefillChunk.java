package io.outrider.engine;

import io.outrider.pace.CostCurve;
import java.time.Duration;
import java.util.Optional;

/**
 * How much of a long prompt goes into a pass while streams are running, in that pass or in another
 * one of the same round: as much as keeps the pass within a bound, but never less than a few rows,
 * or the prompt would never be read.
 *
 * @param most rows
 * @param least rows, whatever the bound says
 * @param bound on such a pass; empty means twice what it takes without the prompt, and where it
 *     would be made for the prompt alone, what the streams' own pass takes
 */
public record PrefillChunk(int most, int least, Optional<Duration> bound) {
    private static final double NANOS = 1e9;

    public PrefillChunk {
        if (least < 1 || most < least) {
            throw new IllegalArgumentException("chunks of " + least + " to " + most + " rows");
        }
    }

    /**
     * Rows that fit beside {@code running} ones.
     *
     * @param usual seconds that such a pass may take, unless a bound was set
     */
    int beside(CostCurve costs, int running, int cells, double usual) {
        double seconds = bound.map(time -> time.toNanos() / NANOS).orElse(usual);
        int rows = least;
        while (rows < most && costs.seconds(running + rows + 1, cells) <= seconds) {
            rows++;
        }
        return rows;
    }
}
