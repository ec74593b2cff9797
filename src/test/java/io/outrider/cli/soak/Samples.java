package io.outrider.cli.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** Memory over time, made up. */
final class Samples {
    private Samples() {}

    /**
     * One sample every ten seconds.
     *
     * @param mebibytes resident at each
     */
    static List<Sample> of(int count, IntToDoubleFunction mebibytes) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long bytes = (long) (mebibytes.applyAsDouble(i) * (1 << 20));
            samples.add(new Sample(10.0 * i, bytes, bytes / 4.0, 100.0 * i, 50, 8, 2));
        }
        return samples;
    }
}
