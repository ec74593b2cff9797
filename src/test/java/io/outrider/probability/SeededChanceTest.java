package io.outrider.probability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.ExponentialDistribution;
import org.junit.jupiter.api.Test;

/** Seeds are fixed, so each test either always passes or never does. */
class SeededChanceTest {
    private static final double SUSPICIOUS = 1e-4;
    private static final int BINS = 64;
    private static final Distribution DIE = uniform(BINS);

    @Test
    void aSeedRepeatsItself() {
        assertThat(rolls(new SeededChance(7), 200))
                .containsExactly(rolls(new SeededChance(7), 200));
        assertThat(rolls(new SeededChance(7), 200)).isNotEqualTo(rolls(new SeededChance(8), 200));
    }

    @Test
    void theStreamOfASeedNeverChangesBetweenReleases() {
        assertThat(rolls(new SeededChance(42), 8)).containsExactly(48, 34, 35, 50, 33, 7, 25, 9);
    }

    @Test
    void rollsAreUniform() {
        for (long seed : new long[] {0, 1, -1, 42, Long.MIN_VALUE}) {
            SeededChance chance = new SeededChance(seed);
            assertThat(uniformity(() -> chance.pick(DIE))).isGreaterThan(SUSPICIOUS);
        }
    }

    @Test
    void neighbouringRollsAreIndependent() {
        SeededChance chance = new SeededChance(5);
        Distribution eight = uniform(8);
        assertThat(uniformity(() -> 8 * chance.pick(eight) + chance.pick(eight)))
                .isGreaterThan(SUSPICIOUS);
    }

    @Test
    void streamsOfNeighbouringSeedsAreIndependent() {
        Distribution eight = uniform(8);
        long[] seed = {0};
        assertThat(uniformity(() -> new SeededChance(seed[0]++).pick(DIE)))
                .isGreaterThan(SUSPICIOUS);
        SeededChance left = new SeededChance(1000);
        SeededChance right = new SeededChance(1001);
        assertThat(uniformity(() -> 8 * left.pick(eight) + right.pick(eight)))
                .isGreaterThan(SUSPICIOUS);
    }

    @Test
    void streamsThatRepeatEachOtherWouldBeNoticed() {
        Distribution eight = uniform(8);
        SeededChance left = new SeededChance(1000);
        SeededChance right = new SeededChance(1000);
        assertThat(uniformity(() -> 8 * left.pick(eight) + right.pick(eight)))
                .isLessThan(SUSPICIOUS);
    }

    @Test
    void acceptanceHasItsProbability() {
        for (double p : new double[] {.01, .3, .5, .99}) {
            SeededChance chance = new SeededChance(3);
            long[] counts = new long[2];
            for (int i = 0; i < 100_000; i++) {
                counts[chance.accept(p) ? 1 : 0]++;
            }
            assertThat(ChiSquare.pValue(counts, new double[] {1 - p, p})).isGreaterThan(SUSPICIOUS);
        }
    }

    @Test
    void sureThingsUseUpNoRandomness() {
        SeededChance untouched = new SeededChance(9);
        SeededChance asked = new SeededChance(9);

        assertThat(asked.accept(1)).isTrue();
        assertThat(asked.accept(1.5)).isTrue();
        assertThat(asked.accept(0)).isFalse();
        assertThat(asked.accept(-.5)).isFalse();
        assertThat(asked.pick(Distribution.certain(100, 13))).isEqualTo(13);

        assertThat(rolls(asked, 50)).containsExactly(rolls(untouched, 50));
        assertThatThrownBy(() -> asked.accept(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void exponentialsAreExponential() {
        SeededChance chance = new SeededChance(4);
        ExponentialDistribution law = ExponentialDistribution.of(1);
        assertThat(uniformity(() -> (int) (BINS * law.cumulativeProbability(chance.exponential()))))
                .isGreaterThan(SUSPICIOUS);
    }

    private static double uniformity(DoubleSupplier roll) {
        long[] counts = new long[BINS];
        for (int i = 0; i < 64_000; i++) {
            counts[(int) roll.getAsDouble()]++;
        }
        double[] law = new double[BINS];
        Arrays.fill(law, 1.0 / BINS);
        return ChiSquare.pValue(counts, law);
    }

    private static int[] rolls(Chance chance, int count) {
        return IntStream.range(0, count).map(i -> chance.pick(DIE)).toArray();
    }

    private static Distribution uniform(int size) {
        double[] weights = new double[size];
        Arrays.fill(weights, 1);
        return Distribution.of(weights);
    }
}
