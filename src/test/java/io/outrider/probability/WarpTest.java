package io.outrider.probability;

import static io.outrider.probability.WarpCases.SIZES;
import static io.outrider.probability.WarpCases.assertSame;
import static io.outrider.probability.WarpCases.check;
import static io.outrider.probability.WarpCases.row;
import static io.outrider.probability.WarpCases.truncating;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WarpTest {

    @Test
    void softmaxAtSeveralTemperatures() {
        Random random = new Random(1);
        for (int size : SIZES) {
            for (double temperature : new double[] {.01, .3, 1, 1.7}) {
                check(WarpSettings.atTemperature(temperature), row(random, size), Prefix.none());
            }
        }
    }

    @Test
    void penaltiesAndBiasComeFirst() {
        Random random = new Random(5);
        for (int trial = 0; trial < 50; trial++) {
            int size = 1 + random.nextInt(2000);
            Prefix prefix =
                    new Prefix(
                            TokenCounts.of(random.ints(30, 0, size + 40).toArray()),
                            TokenCounts.of(random.ints(60, 0, size + 40).toArray()));
            LogitBias bias =
                    LogitBias.of(Map.of(0, 3.5, size / 2 + 1, -4.0, size + 5, 1.0, 1, -100.0));
            for (int topK : new int[] {0, 20}) {
                check(
                        new WarpSettings(.8, topK, 1, 0, .4, .3, 1.3, bias),
                        row(random, size),
                        prefix);
            }
        }
    }

    @Test
    void theRepeatPenaltyDividesPositiveAndMultipliesNegativeLogits() {
        WarpSettings settings = new WarpSettings(1, 0, 1, 0, 0, 0, 2, LogitBias.none());
        Prefix prefix = new Prefix(TokenCounts.of(0, 1, 1), TokenCounts.none());

        Distribution actual = new Warp(settings).distribution(Logits.of(4, -1, 2), prefix);

        float[] expected = {2, -2, 2};
        assertSame(actual, NaiveWarp.law(WarpSettings.atTemperature(1), expected, Prefix.none()));
    }

    @Test
    void presenceCountsOnceAndFrequencyEveryTime() {
        WarpSettings settings = new WarpSettings(1, 0, 1, 0, .5, .25, 1, LogitBias.none());
        TokenCounts generated = TokenCounts.of(2, 0, 2).with(2).with(1);

        Distribution actual =
                new Warp(settings)
                        .distribution(
                                Logits.of(1, 1, 1, 1), new Prefix(TokenCounts.of(3), generated));

        float[] expected = {.25f, .25f, -.25f, 1};
        assertSame(actual, NaiveWarp.law(WarpSettings.atTemperature(1), expected, Prefix.none()));
    }

    @Test
    void temperatureZeroIsCertainAndTakesTheLowestOfEquals() {
        Warp warp = new Warp(WarpSettings.atTemperature(0));
        float[] row = new float[2000];
        row[900] = 3;
        row[1100] = 3;
        row[901] = 3;

        assertThat(warp.argMax(Logits.of(row), Prefix.none())).isEqualTo(900);
        Distribution certain = warp.distribution(Logits.of(row), Prefix.none());
        assertThat(certain.isCertain()).isTrue();
        assertThat(certain.argMax()).isEqualTo(900);
        assertThat(certain.size()).isEqualTo(2000);
    }

    @Test
    void theArgMaxIsThatOfTheProcessedRow() {
        WarpSettings settings =
                new WarpSettings(0, 0, 1, 0, 0, 0, 1, LogitBias.of(Map.of(1, -100.0)));

        assertThat(new Warp(settings).argMax(Logits.of(1, 9, 2), Prefix.none())).isEqualTo(2);
    }

    @Test
    void theMarginIsTheLeadOverTheSecond() {
        Warp warp = new Warp(WarpSettings.atTemperature(0));
        Random random = new Random(6);
        float[] row = row(random, 1500);
        row[1000] = 50;
        row[3] = 48.5f;

        assertThat(warp.margin(Logits.of(row), Prefix.none())).isEqualTo(1.5);
        row[1001] = 50;
        assertThat(warp.margin(Logits.of(row), Prefix.none())).isZero();
        assertThat(warp.margin(Logits.of(7f), Prefix.none())).isInfinite();
    }

    @Test
    void theLogNormaliserTurnsLogitsIntoLogProbabilities() {
        Random random = new Random(7);
        Warp warp = new Warp(truncating(5, .5, .1));
        for (int size : SIZES) {
            float[] row = row(random, size);
            double sum = 0;
            for (float logit : row) {
                sum += Math.exp(logit);
            }
            assertThat(warp.logNormaliser(Logits.of(row), Prefix.none()))
                    .isEqualTo(Math.log(sum), within(1e-12));
        }
    }

    @Test
    void aRowMayLieOffHeap() {
        float[] row = row(new Random(8), 1000);
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(row.length * Float.BYTES).order(ByteOrder.nativeOrder());
        bytes.asFloatBuffer().put(row);
        Logits logits = Logits.of(MemorySegment.ofBuffer(bytes));

        assertThat(logits.size()).isEqualTo(1000);
        assertThat(logits.at(999)).isEqualTo(row[999]);
        for (WarpSettings settings :
                new WarpSettings[] {WarpSettings.atTemperature(1), truncating(9, 1, 0)}) {
            assertSame(
                    new Warp(settings).distribution(logits, Prefix.none()),
                    NaiveWarp.law(settings, row, Prefix.none()));
        }
    }

    @Test
    void aBrokenRowIsRefused() {
        Warp warp = new Warp(WarpSettings.atTemperature(1));
        float[] masked = {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY};
        float[] broken = new float[3000];
        broken[2999] = Float.NaN;
        for (float[] row : new float[][] {masked, broken, {1, Float.POSITIVE_INFINITY}}) {
            assertThatThrownBy(() -> warp.distribution(Logits.of(row), Prefix.none()))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> warp.argMax(Logits.of(row), Prefix.none()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Logits.of()).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLargeVocabularySumsToOne() {
        Random random = new Random(9);
        Warp warp = new Warp(WarpSettings.atTemperature(1));
        Distribution distribution =
                warp.distribution(Logits.of(row(random, 151_936)), Prefix.none());
        double[] sumAndRest = new double[2];
        distribution.forEach(
                (id, probability) -> {
                    // Kahan summation, so that the check is sharper than what it checks.
                    double more = probability - sumAndRest[1];
                    double next = sumAndRest[0] + more;
                    sumAndRest[1] = (next - sumAndRest[0]) - more;
                    sumAndRest[0] = next;
                });

        assertThat(sumAndRest[0]).isEqualTo(1, within(1e-12));
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        double[][] bad = {
            {-1, 1, 0, 1},
            {Double.NaN, 1, 0, 1},
            {1, 0, 0, 1},
            {1, 1.1, 0, 1},
            {1, 1, -1, 1},
            {1, 1, 2, 1},
            {1, 1, 0, 0}
        };
        for (double[] each : bad) {
            assertThatThrownBy(
                            () ->
                                    new WarpSettings(
                                            each[0],
                                            0,
                                            each[1],
                                            each[2],
                                            0,
                                            0,
                                            each[3],
                                            LogitBias.none()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> LogitBias.of(Map.of(1, Double.NaN)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LogitBias.of(Map.of(-1, 1.0)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
