package io.outrider.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.outrider.acceptance.Draft.Drafted;
import io.outrider.probability.Chance;
import io.outrider.probability.Distribution;
import io.outrider.probability.EveryOutcome;
import io.outrider.probability.Residual;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Rules that look right and are not. The exact laws must tell them from the real ones. */
class NegativeControlsTest {
    private static final Distribution P = Distribution.of(.5, .3, .15, .05);
    private static final Distribution Q = Distribution.of(.2, .25, .25, .3);

    /** Tokens the draft model finds less likely than this are not submitted. */
    private static final double LEAST = .2;

    @Test
    void theComparisonItselfPassesForTheRealRule() {
        assertThat(distance(firstToken(new RejectionRule()), Q)).isLessThan(1e-12);
    }

    @Test
    void aCorrectionDrawnFromTheTargetIsBiased() {
        AcceptanceRule wrong =
                (draft, target, chance) -> {
                    Drafted drafted = draft.tokens().getFirst();
                    Distribution q = target.getFirst();
                    double qx = q.probability(drafted.token());
                    return chance.accept(qx / drafted.p())
                            ? verdict(drafted, qx, Optional.empty())
                            : verdict(drafted, qx, Optional.of(chance.pick(q)));
                };

        assertThat(distance(firstToken(wrong), Q)).isGreaterThan(.05);
    }

    @Test
    void theSoftmaxValueOfAChosenTokenIsNotItsProbabilityOfBeingDrawn() {
        Draft wrong = new Draft(List.of(new Drafted(P.argMax(), P)));
        Draft right = Draft.certain(4, P.argMax());

        assertThat(distance(firstToken(wrong), Q)).isGreaterThan(.05);
        assertThat(distance(firstToken(right), Q)).isLessThan(1e-12);
    }

    @Test
    void droppingADraftedTokenForWhatItIsBiasesTheOutput() {
        double[] law =
                EveryOutcome.law(
                        4,
                        chance -> {
                            int drafted = chance.pick(P);
                            if (P.probability(drafted) < LEAST) {
                                return chance.pick(Q);
                            }
                            return token(new Drafted(drafted, P), new RejectionRule(), chance);
                        });

        double[] biased = {.24, .30, .15, .31};
        for (int id = 0; id < 4; id++) {
            assertThat(law[id]).isEqualTo(biased[id], within(1e-12));
        }
        assertThat(distance(law, Q)).isGreaterThan(.05);
    }

    @Test
    void correctingWhateverWasNotSubmittedRepairsIt() {
        // p'(x) is the probability that x is drawn and submitted; it sums to less than 1.
        double[] residual = new double[4];
        Arrays.setAll(residual, id -> Math.max(Q.probability(id) - submitted(id), 0));
        double[] law =
                EveryOutcome.law(
                        4,
                        chance -> {
                            int drafted = chance.pick(P);
                            double p = submitted(drafted);
                            boolean accepted = p > 0 && chance.accept(Q.probability(drafted) / p);
                            return accepted ? drafted : chance.pick(Distribution.of(residual));
                        });

        assertThat(distance(law, Q)).isLessThan(1e-12);
    }

    private static double submitted(int id) {
        return P.probability(id) < LEAST ? 0 : P.probability(id);
    }

    @Test
    void acceptingOneByOneWithTheBlockRulesCorrectionIsBiased() {
        AcceptanceRule wrong =
                (draft, target, chance) -> {
                    List<io.outrider.acceptance.Test> tests = new ArrayList<>();
                    double w = 1;
                    for (Drafted drafted : draft.tokens()) {
                        Distribution q = target.get(tests.size());
                        double qx = q.probability(drafted.token());
                        if (!chance.accept(qx / drafted.p())) {
                            tests.add(new io.outrider.acceptance.Test(drafted.p(), qx, false));
                            Distribution left = Residual.of(w, q, drafted.drawnFrom()).orElse(q);
                            return Verdict.corrected(chance.pick(left), tests);
                        }
                        w = Math.min(1, w * qx / drafted.p());
                        tests.add(new io.outrider.acceptance.Test(drafted.p(), qx, true));
                    }
                    return Verdict.complete(tests, chance.pick(target.getLast()));
                };
        Tables tables = Tables.constant(P, Q);

        Map<List<Integer>, Double> law =
                EveryOutcome.laws(chance -> tables.roundThenPlain(wrong, 2, 3, chance));
        Map<List<Integer>, Double> real =
                EveryOutcome.laws(chance -> tables.roundThenPlain(new BlockRule(), 2, 3, chance));

        assertThat(Laws.distance(law, tables.law(3))).isGreaterThan(1e-3);
        assertThat(Laws.distance(real, tables.law(3))).isLessThan(1e-12);
    }

    private static double[] firstToken(AcceptanceRule rule) {
        return EveryOutcome.law(4, chance -> token(new Drafted(chance.pick(P), P), rule, chance));
    }

    private static double[] firstToken(Draft draft) {
        Function<Chance, Integer> experiment =
                chance -> token(draft.tokens().getFirst(), new RejectionRule(), chance);
        return EveryOutcome.law(4, experiment);
    }

    private static int token(Drafted drafted, AcceptanceRule rule, Chance chance) {
        Verdict verdict = rule.judge(new Draft(List.of(drafted)), List.of(Q), chance);
        return verdict.closing().map(Verdict.Closing::token).orElse(drafted.token());
    }

    private static Verdict verdict(Drafted drafted, double qx, Optional<Integer> corrected) {
        List<io.outrider.acceptance.Test> tests =
                List.of(new io.outrider.acceptance.Test(drafted.p(), qx, corrected.isEmpty()));
        return corrected
                .map(token -> Verdict.corrected(token, tests))
                .orElseGet(() -> Verdict.complete(tests));
    }

    private static double distance(double[] law, Distribution expected) {
        double most = 0;
        for (int id = 0; id < law.length; id++) {
            most = Math.max(most, Math.abs(law[id] - expected.probability(id)));
        }
        return most;
    }
}
