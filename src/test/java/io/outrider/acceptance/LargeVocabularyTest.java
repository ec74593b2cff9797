package io.outrider.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.acceptance.Draft.Drafted;
import io.outrider.probability.Chance;
import io.outrider.probability.ChiSquare;
import io.outrider.probability.Distribution;
import io.outrider.probability.Logits;
import io.outrider.probability.Prefix;
import io.outrider.probability.SeededChance;
import io.outrider.probability.Warp;
import io.outrider.probability.WarpSettings;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The one test by sampling: real logits, real randomness, a vocabulary of 151,936. Ids are binned
 * by their ratio p/q, where a biased rule shows first. The seeds are fixed.
 */
class LargeVocabularyTest {
    private static final int VOCABULARY = 151_936;
    private static final int BINS = 40;
    private static final int ROUNDS = 20_000;
    private static final Warp WARP = new Warp(WarpSettings.atTemperature(1));

    private static Distribution p = Distribution.certain(1, 0);
    private static Distribution q = Distribution.certain(1, 0);
    private static int[] binOf = new int[0];
    private static double[] law = new double[0];

    @BeforeAll
    static void drawTheModels() {
        Random random = new Random(1);
        float[] draft = new float[VOCABULARY];
        float[] target = new float[VOCABULARY];
        for (int id = 0; id < VOCABULARY; id++) {
            double shared = 2 * random.nextGaussian();
            draft[id] = (float) (shared + random.nextGaussian());
            target[id] = (float) (shared + random.nextGaussian());
        }
        p = WARP.distribution(Logits.of(draft), Prefix.none());
        q = WARP.distribution(Logits.of(target), Prefix.none());
        int[] byRatio =
                IntStream.range(0, VOCABULARY)
                        .boxed()
                        .sorted(
                                (one, two) ->
                                        Float.compare(
                                                draft[one] - target[one], draft[two] - target[two]))
                        .mapToInt(Integer::intValue)
                        .toArray();
        binOf = new int[VOCABULARY];
        law = new double[BINS];
        double sum = 0;
        for (int id : byRatio) {
            binOf[id] = Math.min((int) (sum * BINS), BINS - 1);
            law[binOf[id]] += q.probability(id);
            sum += q.probability(id);
        }
    }

    @Test
    void plainDrawsFollowTheTarget() {
        assertThat(pValue(chance -> chance.pick(q))).isGreaterThan(1e-4);
    }

    @Test
    void drawsFromTheDraftDoNot() {
        assertThat(pValue(chance -> chance.pick(p))).isLessThan(1e-12);
    }

    @Test
    void speculationFollowsTheTarget() {
        assertThat(pValue(chance -> first(new RejectionRule(), chance))).isGreaterThan(1e-4);
        assertThat(pValue(chance -> first(new BlockRule(), chance))).isGreaterThan(1e-4);
    }

    @Test
    void aCorrectionDrawnFromTheTargetDoesNot() {
        assertThat(
                        pValue(
                                chance -> {
                                    int drafted = chance.pick(p);
                                    double ratio = q.probability(drafted) / p.probability(drafted);
                                    return chance.accept(ratio) ? drafted : chance.pick(q);
                                }))
                .isLessThan(1e-12);
    }

    private static int first(AcceptanceRule rule, Chance chance) {
        Drafted drafted = new Drafted(chance.pick(p), p);
        Verdict verdict = rule.judge(new Draft(List.of(drafted)), List.of(q), chance);
        return verdict.closing().map(Verdict.Closing::token).orElse(drafted.token());
    }

    private static double pValue(ToIntFunction<Chance> experiment) {
        Chance chance = new SeededChance(17);
        long[] counts = new long[BINS];
        for (int round = 0; round < ROUNDS; round++) {
            counts[binOf[experiment.applyAsInt(chance)]]++;
        }
        return ChiSquare.pValue(counts, law);
    }
}
