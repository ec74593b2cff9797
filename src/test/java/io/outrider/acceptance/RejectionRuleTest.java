package io.outrider.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.outrider.acceptance.Draft.Drafted;
import io.outrider.probability.Chance;
import io.outrider.probability.Distribution;
import io.outrider.probability.Divergence;
import io.outrider.probability.EveryOutcome;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RejectionRuleTest extends LosslessContract {
    private static final Distribution P = Distribution.of(.5, .3, .15, .05);
    private static final Distribution Q = Distribution.of(.2, .25, .25, .3);

    @Override
    AcceptanceRule rule() {
        return new RejectionRule();
    }

    @Test
    void theGoldenPairIsAcceptedWithProbabilityPoint65() {
        Tables tables = Tables.constant(P, Q);

        assertThat(expectedTokens(tables, 1)).isEqualTo(1.65, within(1e-12));
        // (1 - alpha^(gamma+1)) / (1 - alpha), methods.md section 0.
        assertThat(expectedTokens(tables, 3))
                .isEqualTo((1 - Math.pow(.65, 4)) / .35, within(1e-12));
    }

    @Test
    void theGoldenCorrectionComesFromTheResidual() {
        Draft draft = new Draft(List.of(new Drafted(0, P)));

        Map<Verdict, Double> law =
                EveryOutcome.laws(chance -> rule().judge(draft, List.of(Q), chance));

        double[] corrected = new double[4];
        law.forEach(
                (verdict, probability) ->
                        verdict.closing().ifPresent(each -> corrected[each.token()] = probability));
        assertThat(corrected[0] + corrected[1]).isZero();
        assertThat(corrected[2] / .6).isEqualTo(.285714, within(1e-6));
        assertThat(corrected[3] / .6).isEqualTo(.714286, within(1e-6));
    }

    @Test
    void acceptanceIsOneMinusTotalVariation() {
        Random random = new Random(9);
        for (int trial = 0; trial < 100; trial++) {
            Tables tables = Tables.random(random, 4);
            double distance =
                    Divergence.totalVariation(tables.q().getFirst(), tables.p().getFirst());
            assertThat(expectedTokens(tables, 1)).isEqualTo(2 - distance, within(1e-12));
        }
    }

    @Test
    void rowsAfterTheFirstRejectionAreNeverAskedFor() {
        Draft draft = Draft.certain(4, 1, 1, 1);
        int[] most = new int[1];
        List<Distribution> onDemand =
                new AbstractList<>() {
                    @Override
                    public Distribution get(int index) {
                        most[0] = Math.max(most[0], index);
                        return Distribution.certain(4, index == 0 ? 1 : 2);
                    }

                    @Override
                    public int size() {
                        return 4;
                    }
                };

        EveryOutcome.laws(chance -> rule().judge(draft, onDemand, chance));

        assertThat(most[0]).isEqualTo(1);
    }

    @Test
    void aRejectionByRoundingAloneIsNoRejection() {
        // q(x) / p(x) is a hair below 1, and this chance turns everything down that it may.
        Distribution q = Distribution.of(.3, .7);
        Distribution p = Distribution.of(.3 + 1e-15, .7 - 1e-15);
        Draft draft = new Draft(List.of(new Drafted(0, p)));

        Verdict verdict = rule().judge(draft, List.of(q, q), new Reluctant());

        assertThat(verdict.accepted()).isEqualTo(1);
        assertThat(verdict.closing().orElseThrow().origin()).isEqualTo(Origin.BONUS);
    }

    private static final class Reluctant implements Chance {
        @Override
        public boolean accept(double p) {
            return p >= 1;
        }

        @Override
        public int pick(Distribution distribution) {
            return distribution.argMax();
        }

        @Override
        public double exponential() {
            return 1;
        }
    }
}
