package io.outrider.probability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ResidualTest {
    /** The pair of methods.md section C4, with the numbers worked out there. */
    private static final Distribution P = Distribution.of(.5, .3, .15, .05);

    private static final Distribution Q = Distribution.of(.2, .25, .25, .3);

    @Test
    void theGoldenPair() {
        Distribution residual = Residual.of(Q, P).orElseThrow();

        assertThat(Divergence.totalVariation(Q, P)).isEqualTo(.35, within(1e-12));
        assertThat(Divergence.overlap(Q, P)).isEqualTo(.65, within(1e-12));
        assertThat(residual.probability(0)).isZero();
        assertThat(residual.probability(1)).isZero();
        assertThat(residual.probability(2)).isEqualTo(.1 / .35, within(1e-12));
        assertThat(residual.probability(3)).isEqualTo(.25 / .35, within(1e-12));
    }

    @Test
    void equalDistributionsLeaveNothing() {
        Distribution certain = Distribution.certain(4, 2);
        for (Distribution each : List.of(P, sparse(P), certain)) {
            assertThat(Residual.of(each, each)).isEmpty();
            assertThat(Residual.mass(1, each, each)).isZero();
        }
        assertThat(Residual.of(P, sparse(P))).isEmpty();
        assertThat(Residual.of(sparse(P), P)).isEmpty();
    }

    @Test
    void aDifferenceOfRoundingLeavesNothingButASmallOneDoes() {
        Distribution rounded = Distribution.of(.5 + 1e-13, .3 - 1e-13, .15, .05);
        Distribution other = Distribution.of(.5 + 1e-9, .3 - 1e-9, .15, .05);
        for (Distribution q : List.of(P, sparse(P))) {
            for (Distribution p : List.of(rounded, sparse(rounded))) {
                assertThat(Residual.of(q, p)).isEmpty();
            }
            for (Distribution p : List.of(other, sparse(other))) {
                assertThat(Residual.of(q, p)).isPresent();
            }
        }
    }

    @Test
    void disjointSupportsLeaveTheTargetAsItWas() {
        Distribution left = Distribution.of(.25, .75, 0, 0);
        Distribution right = Distribution.of(0, 0, .5, .5);
        for (Distribution q : List.of(left, sparse(left))) {
            for (Distribution p : List.of(right, sparse(right))) {
                assertThat(Divergence.totalVariation(q, p)).isEqualTo(1, within(1e-15));
                assertThat(Divergence.overlap(q, p)).isZero();
                assertThat(Residual.of(q, p).orElseThrow().probability(0)).isEqualTo(.25);
            }
        }
    }

    @Test
    void aCertainDraftTakesItsTokenAwayAndNothingElse() {
        for (Distribution q : List.of(Q, sparse(Q))) {
            Distribution residual = Residual.of(q, Distribution.certain(4, 1)).orElseThrow();
            assertThat(residual.probability(1)).isZero();
            assertThat(residual.probability(3)).isEqualTo(.4, within(1e-15));
        }
    }

    @Test
    void denseAndSparseAgreeAtAnySize() {
        Random random = new Random(1);
        for (int size : new int[] {1, 2, 9, 511, 513, 1600}) {
            for (double w : new double[] {1, .4, 0}) {
                Distribution q = random(random, size);
                Distribution p = random(random, size);
                double expected =
                        IntStream.range(0, size)
                                .mapToDouble(
                                        id ->
                                                Math.max(
                                                        w * q.probability(id) - p.probability(id),
                                                        0))
                                .sum();
                for (Distribution left : List.of(q, sparse(q))) {
                    for (Distribution right : List.of(p, sparse(p))) {
                        assertThat(Residual.mass(w, left, right))
                                .isEqualTo(expected, within(1e-12));
                        assertThat(Divergence.overlap(w, left, right))
                                .isEqualTo(w - expected, within(1e-12));
                        checkResidual(w, left, right, expected);
                    }
                }
            }
        }
    }

    private static void checkResidual(double w, Distribution q, Distribution p, double sum) {
        if (sum == 0) {
            assertThat(Residual.of(w, q, p)).isEmpty();
            return;
        }
        Distribution residual = Residual.of(w, q, p).orElseThrow();
        for (int id = 0; id < q.size(); id++) {
            double expected = Math.max(w * q.probability(id) - p.probability(id), 0) / sum;
            assertThat(residual.probability(id)).isEqualTo(expected, within(1e-12));
        }
    }

    @Test
    void rowsOfDifferentLengthAreComparedAsIfPaddedWithZeros() {
        Random random = new Random(2);
        for (int[] sizes : new int[][] {{3, 5}, {5, 3}, {1100, 700}, {700, 1100}, {512, 1024}}) {
            Distribution q = random(random, sizes[0]);
            Distribution p = random(random, sizes[1]);
            double expected =
                    IntStream.range(0, sizes[0])
                            .mapToDouble(id -> Math.max(q.probability(id) - p.probability(id), 0))
                            .sum();
            for (Distribution left : List.of(q, sparse(q))) {
                for (Distribution right : List.of(p, sparse(p))) {
                    assertThat(Residual.mass(1, left, right)).isEqualTo(expected, within(1e-12));
                    assertThat(Divergence.overlap(left, right))
                            .isEqualTo(1 - expected, within(1e-12));
                    assertThat(Residual.of(left, right).orElseThrow().size()).isEqualTo(sizes[0]);
                    checkResidual(1, left, right, expected);
                }
            }
        }
    }

    private static Distribution random(Random random, int size) {
        double[] weights = random.doubles(size).map(u -> u < .2 ? 0 : u * u).toArray();
        weights[0] = 1;
        return DenseDistribution.of(weights);
    }

    private static Distribution sparse(Distribution distribution) {
        int[] ids =
                IntStream.range(0, distribution.size())
                        .filter(id -> distribution.probability(id) > 0)
                        .toArray();
        double[] weights = IntStream.of(ids).mapToDouble(distribution::probability).toArray();
        return Distribution.sparse(distribution.size(), ids, weights);
    }
}
