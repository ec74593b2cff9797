package io.outrider.probability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;

/** Random rows, and the comparison of a warp with {@link NaiveWarp}. */
final class WarpCases {
    static final int[] SIZES = {1, 2, 5, 511, 512, 513, 1500, 5000};

    /** Exponentials below about 1e-304 count as 0. */
    private static final double LEAST = 1e-300;

    private WarpCases() {}

    static WarpSettings truncating(int topK, double topP, double minP) {
        return new WarpSettings(.7, topK, topP, minP, 0, 0, 1, LogitBias.none());
    }

    static float[] row(Random random, int size) {
        float[] row = new float[size];
        for (int id = 0; id < size; id++) {
            row[id] = (float) (3 * random.nextGaussian());
        }
        return row;
    }

    static void check(WarpSettings settings, float[] row, Prefix prefix) {
        assertSame(
                new Warp(settings).distribution(Logits.of(row), prefix),
                NaiveWarp.law(settings, row, prefix));
    }

    static void assertSame(Distribution actual, double[] expected) {
        assertThat(actual.size()).isEqualTo(expected.length);
        for (int id = 0; id < expected.length; id++) {
            if (Math.abs(actual.probability(id) - expected[id]) > 1e-12
                    || (actual.probability(id) == 0 && expected[id] > LEAST)
                    || (actual.probability(id) > LEAST && expected[id] == 0)) {
                assertThat(actual.probability(id)).as("id %d", id).isEqualTo(expected[id]);
            }
        }
    }
}
