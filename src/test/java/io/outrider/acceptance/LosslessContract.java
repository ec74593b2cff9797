package io.outrider.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.outrider.acceptance.Draft.Drafted;
import io.outrider.probability.Chance;
import io.outrider.probability.Distribution;
import io.outrider.probability.EveryOutcome;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every lossless rule for chains must do; laws are exact, not sampled. */
abstract class LosslessContract {
    private static final double EXACT = 1e-12;

    abstract AcceptanceRule rule();

    @Test
    void aSinglePositionHasTheTargetsLaw() {
        Random random = new Random(1);
        for (int trial = 0; trial < 300; trial++) {
            Tables tables = Tables.random(random, 3 + trial % 2);
            assertThat(distance(tables, 1, 1)).isLessThan(EXACT);
        }
    }

    @Test
    void wholeBlocksHaveTheTargetsJointLaw() {
        Random random = new Random(2);
        for (int vocabulary = 3; vocabulary <= 4; vocabulary++) {
            for (int gamma = 1; gamma <= 3; gamma++) {
                for (int trial = 0; trial < 8; trial++) {
                    Tables tables = Tables.random(random, vocabulary);
                    assertThat(distance(tables, gamma, 3)).isLessThan(EXACT);
                }
            }
        }
    }

    @Test
    void roundAfterRoundHasTheTargetsJointLaw() {
        Random random = new Random(3);
        for (int trial = 0; trial < 4; trial++) {
            Tables tables = Tables.random(random, 3);
            for (int gamma = 1; gamma <= 2; gamma++) {
                int drafted = gamma;
                Map<List<Integer>, Double> law =
                        EveryOutcome.laws(chance -> tables.decode(rule(), drafted, 3, chance));
                assertThat(Laws.distance(law, tables.law(3))).isLessThan(EXACT);
            }
        }
    }

    private double distance(Tables tables, int gamma, int length) {
        Map<List<Integer>, Double> law =
                EveryOutcome.laws(chance -> tables.roundThenPlain(rule(), gamma, length, chance));
        return Laws.distance(law, tables.law(length));
    }

    @Test
    void equalModelsAcceptEverything() {
        Random random = new Random(4);
        for (int trial = 0; trial < 20; trial++) {
            List<Distribution> rows = Tables.random(random, 4).q();
            Tables tables = new Tables(rows, rows);
            assertThat(expectedTokens(tables, 3)).isEqualTo(4, within(EXACT));
        }
    }

    @Test
    void modelsEqualUpToRoundingAcceptEverything() {
        Distribution q = Distribution.of(.1, .2, .3, .4);
        Distribution p = Distribution.of(.1 + 1e-14, .2 - 1e-14, .3 + 1e-14, .4 - 1e-14);
        Tables tables = Tables.constant(p, q);

        Map<Integer, Double> counts =
                EveryOutcome.laws(
                        chance ->
                                tables.round(rule(), 0, tables.draft(0, 3, chance), chance).size());

        assertThat(counts).containsOnlyKeys(4);
    }

    @Test
    void disjointSupportsAcceptNothingAndEmitTheTarget() {
        Tables tables =
                Tables.constant(Distribution.of(.4, .6, 0, 0), Distribution.of(0, 0, .3, .7));

        assertThat(expectedTokens(tables, 3)).isEqualTo(1, within(EXACT));
        assertThat(distance(tables, 3, 3)).isLessThan(EXACT);
    }

    @Test
    void deterministicProposalsAreAcceptedWithTheTargetsProbability() {
        Random random = new Random(5);
        for (int trial = 0; trial < 50; trial++) {
            Tables tables = Tables.random(random, 4);
            Draft draft = Draft.certain(4, 1, 3, random.nextInt(4));
            Map<List<Integer>, Double> law =
                    EveryOutcome.laws(
                            chance -> {
                                List<Integer> tokens = tables.round(rule(), 0, draft, chance);
                                while (tokens.size() < 4) {
                                    tokens.add(chance.pick(tables.q().get(tokens.getLast())));
                                }
                                return List.copyOf(tokens);
                            });
            assertThat(Laws.distance(law, tables.law(4))).isLessThan(EXACT);
            double accepted =
                    EveryOutcome.expectation(chance -> accepted(tables, draft, chance) > 0 ? 1 : 0);
            assertThat(accepted).isEqualTo(tables.q().getFirst().probability(1), within(EXACT));
        }
    }

    private int accepted(Tables tables, Draft draft, Chance chance) {
        return rule().judge(draft, tables.target(0, draft), chance).accepted();
    }

    @Test
    void certainDistributionsAgreeWithTheGreedyRule() {
        Random random = new Random(6);
        for (int trial = 0; trial < 200; trial++) {
            int gamma = random.nextInt(4);
            int[] drafted = random.ints(gamma, 0, 3).toArray();
            int[] target = random.ints(gamma + (gamma == 0 ? 1 : trial % 2), 0, 3).toArray();
            List<Distribution> rows = rows(target);

            Map<Verdict, Double> law =
                    EveryOutcome.laws(
                            chance -> rule().judge(Draft.certain(3, drafted), rows, chance));

            assertThat(law)
                    .containsExactly(Map.entry(new GreedyRule().judge(drafted, target), 1.0));
        }
    }

    private static List<Distribution> rows(int[] tokens) {
        return Arrays.stream(tokens).mapToObj(each -> Distribution.certain(3, each)).toList();
    }

    @Test
    void withoutARowForTheBonusAFullyAcceptedDraftClosesWithoutAToken() {
        Distribution q = Distribution.of(.5, .5);
        Draft draft = new Draft(List.of(new Drafted(0, q), new Drafted(1, q)));

        Map<Verdict, Double> law =
                EveryOutcome.laws(chance -> rule().judge(draft, List.of(q, q), chance));

        assertThat(law).hasSize(1);
        Verdict verdict = law.keySet().iterator().next();
        assertThat(verdict.accepted()).isEqualTo(2);
        assertThat(verdict.closing()).isEmpty();
    }

    @Test
    void withoutARowForTheBonusARejectedDraftStillEndsWithTheCorrection() {
        Draft draft = Draft.certain(3, 1, 1);
        List<Distribution> target = rows(new int[] {1, 2});

        Verdict verdict =
                EveryOutcome.laws(chance -> rule().judge(draft, target, chance))
                        .keySet()
                        .iterator()
                        .next();

        assertThat(verdict.accepted()).isEqualTo(1);
        assertThat(verdict.closing()).contains(new Verdict.Closing(2, Origin.CORRECTED));
    }

    @Test
    void anEmptyDraftIsPlainDecoding() {
        Distribution q = Distribution.of(.25, .75);

        Map<Verdict, Double> law =
                EveryOutcome.laws(chance -> rule().judge(Draft.none(), List.of(q), chance));

        assertThat(law)
                .hasSize(2)
                .containsEntry(
                        new Verdict(
                                0, Optional.of(new Verdict.Closing(1, Origin.PLAIN)), List.of()),
                        .75);
    }

    @Test
    void testsNameTheProbabilitiesOfTheTestedTokens() {
        Distribution p = Distribution.of(.5, .5, 0);
        Distribution q = Distribution.of(.2, .3, .5);
        Draft draft = new Draft(List.of(new Drafted(1, p), new Drafted(0, p)));
        List<Distribution> target = List.of(q, q, q);

        for (Verdict verdict :
                EveryOutcome.laws(chance -> rule().judge(draft, target, chance)).keySet()) {
            int tested = Math.min(verdict.accepted() + 1, 2);
            assertThat(verdict.tests()).hasSize(tested);
            for (int i = 0; i < tested; i++) {
                assertThat(verdict.tests().get(i))
                        .isEqualTo(
                                new io.outrider.acceptance.Test(
                                        .5, i == 0 ? .3 : .2, i < verdict.accepted()));
            }
            Origin expected = verdict.accepted() == 2 ? Origin.BONUS : Origin.CORRECTED;
            assertThat(verdict.closing().orElseThrow().origin()).isEqualTo(expected);
        }
    }

    @Test
    void aDraftMayKnowFewerIdsThanTheTarget() {
        Tables tables =
                Tables.constant(Distribution.of(.5, .3, .2), Distribution.of(.2, .1, .1, .35, .25));
        Map<Integer, Double> law =
                EveryOutcome.laws(
                        chance ->
                                tables.round(rule(), 0, tables.draft(0, 1, chance), chance)
                                        .getFirst());
        for (int id = 0; id < 5; id++) {
            assertThat(law.get(id)).isEqualTo(tables.q().getFirst().probability(id), within(EXACT));
        }
    }

    @Test
    void aWrongNumberOfTargetRowsIsRefused() {
        Distribution q = Distribution.of(.5, .5);
        Draft draft = Draft.certain(2, 0, 0);
        for (List<Distribution> rows :
                List.of(List.<Distribution>of(), List.of(q), List.of(q, q, q, q))) {
            assertThatThrownBy(() -> EveryOutcome.laws(chance -> rule().judge(draft, rows, chance)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(
                        () ->
                                EveryOutcome.laws(
                                        chance -> rule().judge(Draft.none(), List.of(), chance)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    double expectedTokens(Tables tables, int gamma) {
        return EveryOutcome.expectation(
                chance -> tables.round(rule(), 0, tables.draft(0, gamma, chance), chance).size());
    }
}
