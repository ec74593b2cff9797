package io.outrider.probability;

import static io.outrider.probability.WarpCases.SIZES;
import static io.outrider.probability.WarpCases.check;
import static io.outrider.probability.WarpCases.row;
import static io.outrider.probability.WarpCases.truncating;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShortlistTest {

    @Test
    void truncationKeepsWhatTheNaiveChainKeeps() {
        Random random = new Random(2);
        for (int size : SIZES) {
            for (int topK : new int[] {0, 1, 2, 7, 40, 700}) {
                for (double topP : new double[] {1e-9, .3, .9, .999, 1}) {
                    for (double minP : new double[] {0, .02, .5, 1}) {
                        check(truncating(topK, topP, minP), row(random, size), Prefix.none());
                    }
                }
            }
        }
    }

    @Test
    void tiesAtTheEdgeGoToTheLowestIds() {
        Random random = new Random(3);
        for (int size : SIZES) {
            float[] row = row(random, size);
            for (int id = 0; id < size; id++) {
                row[id] = Math.round(row[id]);
            }
            for (int topK : new int[] {0, 1, 3, 50, 900}) {
                check(truncating(topK, .8, 0), row, Prefix.none());
                check(truncating(topK, 1, .1), row, Prefix.none());
            }
        }
    }

    @Test
    void zeroAndMinusZeroAreATie() {
        float[] row = {-1, -0f, 0f, -0f};
        for (int topK = 0; topK < 4; topK++) {
            check(truncating(topK, .5, 0), row, Prefix.none());
            check(truncating(topK, 1, 1), row, Prefix.none());
        }
        assertThat(new Warp(truncating(1, 1, 0)).argMax(Logits.of(row), Prefix.none()))
                .isEqualTo(1);
    }

    @Test
    void distributionsFarFromTheTopAreFoundToo() {
        // One token carries nearly everything, the rest lies beyond the histogram's range.
        float[] row = new float[2000];
        Arrays.fill(row, -500);
        row[77] = 0;
        check(truncating(900, 1, 0), row, Prefix.none());
        check(truncating(0, .9, 0), row, Prefix.none());
    }

    @Test
    void bannedTokensStayBanned() {
        Random random = new Random(4);
        float[] row = row(random, 1500);
        for (int id = 0; id < 1400; id++) {
            row[id] = Float.NEGATIVE_INFINITY;
        }
        check(WarpSettings.atTemperature(1), row, Prefix.none());
        check(truncating(300, 1, 0), row, Prefix.none());
        check(truncating(0, .99, 0), row, Prefix.none());
        check(truncating(1000, .99, .01), row, Prefix.none());
    }

    @Test
    void topPJudgesTheUntemperedDistribution() {
        // Untempered (.6, .3, .1): .85 needs two tokens. At temperature 10 it would need all three.
        Logits row = Logits.of((float) Math.log(.6), (float) Math.log(.3), (float) Math.log(.1));
        WarpSettings settings = new WarpSettings(10, 0, .85, 0, 0, 0, 1, LogitBias.none());

        Distribution actual = new Warp(settings).distribution(row, Prefix.none());

        assertThat(actual.probability(2)).isZero();
        assertThat(actual.probability(0) / actual.probability(1))
                .isEqualTo(Math.pow(2, .1), within(1e-6));
    }
}
