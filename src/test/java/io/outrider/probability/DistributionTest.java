package io.outrider.probability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DistributionTest {

    private static final Distribution DENSE = Distribution.of(2, 0, 5, 0, 3);
    private static final Distribution SPARSE =
            Distribution.sparse(5, new int[] {0, 2, 4}, new double[] {2, 5, 3});

    @Test
    void weightsBecomeProbabilities() {
        for (Distribution each : List.of(DENSE, SPARSE)) {
            assertThat(each.size()).isEqualTo(5);
            assertThat(each.probability(0)).isEqualTo(.2, within(1e-15));
            assertThat(each.probability(1)).isZero();
            assertThat(each.probability(2)).isEqualTo(.5, within(1e-15));
            assertThat(each.argMax()).isEqualTo(2);
            assertThat(each.isCertain()).isFalse();
        }
    }

    @Test
    void idsBeyondTheEndHaveNoProbability() {
        assertThat(DENSE.probability(5)).isZero();
        assertThat(SPARSE.probability(1000)).isZero();
        assertThatThrownBy(() -> DENSE.probability(-1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SPARSE.probability(-1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void onlyTheSupportIsVisited() {
        for (Distribution each : List.of(DENSE, SPARSE)) {
            List<Integer> ids = new ArrayList<>();
            each.forEach((id, probability) -> ids.add(id));
            assertThat(ids).containsExactly(0, 2, 4);
        }
    }

    @Test
    void theLowestIdWinsATie() {
        assertThat(Distribution.of(1, 3, 2, 3).argMax()).isEqualTo(1);
        assertThat(Distribution.sparse(9, new int[] {3, 7}, new double[] {1, 1}).argMax())
                .isEqualTo(3);
        double[] weights = new double[3 * Blocks.SIZE + 5];
        weights[700] = 2;
        weights[701] = 2;
        weights[1400] = 2;
        assertThat(Distribution.of(weights).argMax()).isEqualTo(700);
    }

    @Test
    void oneIdWithAllTheProbabilityIsCertainHoweverItIsWritten() {
        double[] weights = new double[3 * Blocks.SIZE];
        weights[1000] = 7;

        assertThat(Distribution.certain(3, 1).isCertain()).isTrue();
        assertThat(Distribution.of(0, 4, 0).isCertain()).isTrue();
        assertThat(Distribution.sparse(3, new int[] {0, 2}, new double[] {0, 1}).isCertain())
                .isTrue();
        assertThat(DenseDistribution.of(weights).isCertain()).isTrue();
        assertThat(DenseDistribution.of(weights).argMax()).isEqualTo(1000);
        weights[1500] = 1e-300;
        assertThat(DenseDistribution.of(weights).isCertain()).isFalse();
    }

    @Test
    void quantilesFollowTheCumulativeSum() {
        for (Distribution each : List.of(DENSE, SPARSE)) {
            assertThat(each.quantile(0)).isEqualTo(0);
            assertThat(each.quantile(.199999)).isEqualTo(0);
            assertThat(each.quantile(.200001)).isEqualTo(2);
            assertThat(each.quantile(.699999)).isEqualTo(2);
            assertThat(each.quantile(.700001)).isEqualTo(4);
            assertThat(each.quantile(Math.nextDown(1.0))).isEqualTo(4);
            assertThatThrownBy(() -> each.quantile(1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> each.quantile(Double.NaN))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void noQuantileIsAnIdOfProbabilityZero() {
        Random random = new Random(3);
        for (int trial = 0; trial < 300; trial++) {
            double[] weights = new double[1 + random.nextInt(2000)];
            for (int id = 0; id < weights.length; id++) {
                weights[id] = random.nextInt(3) == 0 ? Math.exp(20 * random.nextGaussian()) : 0;
            }
            weights[random.nextInt(weights.length)] = 1;
            Distribution distribution = Distribution.of(weights);
            for (double u : new double[] {0, random.nextDouble(), Math.nextDown(1.0)}) {
                assertThat(distribution.probability(distribution.quantile(u))).isPositive();
            }
        }
    }

    @Test
    void denseAndSparseQuantilesAgree() {
        Random random = new Random(4);
        int size = 3 * Blocks.SIZE + 17;
        double[] weights = random.doubles(size).toArray();
        int[] ids = new int[size];
        for (int id = 0; id < size; id++) {
            ids[id] = id;
        }
        Distribution dense = Distribution.of(weights);
        Distribution sparse = Distribution.sparse(size, ids, weights);
        for (int i = 0; i < 1000; i++) {
            double u = random.nextDouble();
            assertThat(dense.quantile(u)).isEqualTo(sparse.quantile(u));
        }
    }

    @Test
    void badWeightsAreRefused() {
        double[][] bad = {{}, {0, 0}, {1, -1}, {1, Double.NaN}, {1, Double.POSITIVE_INFINITY}};
        for (double[] weights : bad) {
            assertThatThrownBy(() -> Distribution.of(weights))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void badIdsAreRefused() {
        int[][] bad = {{0, 0}, {1, 0}, {-1, 0}, {0, 3}, {0}, {0, 1, 2}};
        for (int[] ids : bad) {
            assertThatThrownBy(() -> Distribution.sparse(3, ids, new double[] {1, 1}))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Distribution.certain(3, 3))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void laterChangesToAnArrayChangeNothing() {
        double[] weights = {1, 3};
        Distribution distribution = Distribution.of(weights);
        weights[0] = 100;
        assertThat(distribution.probability(0)).isEqualTo(.25);
    }
}
