package io.outrider.cli.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.outrider.acceptance.DraftRecord;
import io.outrider.cli.simulate.BruteForce.Fixed;
import io.outrider.cli.simulate.Control.Planner;
import io.outrider.model.Budget;
import io.outrider.pace.Grant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SimulateTest {
    private static final int ROUNDS = 1000;

    private static Scenario scenario(TrueCosts costs, Crowd crowd, int sessions) {
        return new Scenario(costs, crowd, Confidence.CONSTANT, sessions, ROUNDS);
    }

    /** The formula cases of methods.md 11: flat costs, of which one does not pay. */
    private static Stream<Scenario> formulas() {
        return Stream.of(
                scenario(flat(0.05), Crowd.alike(0.8), 1),
                scenario(flat(0.1), Crowd.alike(0.6), 1),
                scenario(flat(0.05), Crowd.alike(0.9), 1),
                scenario(flat(0.3), Crowd.alike(0.2), 1));
    }

    /** Steps, measured machines, crowds. */
    private static Stream<Scenario> machines() {
        return Stream.of(
                scenario(TrueCosts.STEPPED, Crowd.alike(0.9), 1),
                scenario(TrueCosts.CPU, Crowd.alike(0.9), 2),
                scenario(TrueCosts.GPU, Crowd.mixed(0.9, 0.3), 8),
                scenario(TrueCosts.F16, Crowd.alike(0.9), 1),
                scenario(TrueCosts.Q4_K_M, Crowd.alike(0.5), 1));
    }

    private static TrueCosts flat(double c) {
        return new TrueCosts("flat " + c, rows -> 20e-3, rows -> c * 20e-3, 0.1e-3);
    }

    @ParameterizedTest
    @MethodSource({"formulas", "machines"})
    void everyPromiseIsKept(Scenario scenario) {
        Result result = Result.of(scenario, Control.auto(scenario.mostRows()), 1);
        assertThat(Promise.allKept(List.of(result))).as(result.toString()).isTrue();
    }

    @Test
    void theSameSeedGivesTheSameResult() {
        Scenario scenario = scenario(TrueCosts.F16, Crowd.mixed(0.9, 0.3), 2);
        Control control = Control.auto(scenario.mostRows());
        assertThat(Result.of(scenario, control, 7)).isEqualTo(Result.of(scenario, control, 7));
        assertThat(Result.of(scenario, control, 8)).isNotEqualTo(Result.of(scenario, control, 7));
    }

    @Test
    void aFixedPlanReplayedComesToWhatBruteForceSays() {
        Scenario scenario = scenario(TrueCosts.GPU, Crowd.mixed(0.9, 0.6), 4);
        BruteForce force = new BruteForce(scenario);
        Fixed best = force.best(0.9);
        assertThat(best.drafts()).isTrue();
        Result result = Result.of(scenario, fixed(scenario, best), 1);
        assertThat(result.toBest()).isCloseTo(1, within(0.01));
    }

    // ---- negative controls ---------------------------------------------------------------------

    private static Control fixed(Scenario scenario, Fixed plan) {
        Planner planner =
                demands ->
                        IntStream.range(0, demands.size())
                                .mapToObj(
                                        session -> {
                                            int group =
                                                    scenario.crowd().law().at(session, 0).group();
                                            int depth = plan.groups().get(group).model();
                                            return Grant.of(Budget.exact(depth, depth));
                                        })
                                .toList();
        return new Control(costs -> planner, shared -> Memory.of(new DraftRecord(shared)));
    }

    @Test
    void aPlanWithoutTheFairnessLineIsFoundOut() {
        Scenario scenario = scenario(TrueCosts.F16, Crowd.besidePlain(0.9), 2);
        Fixed unfair = new BruteForce(scenario).best(0);
        Result result = Result.of(scenario, fixed(scenario, unfair), 1);
        assertThat(Promise.BEST.isKept(result)).isTrue();
        assertThat(Promise.SESSION.isKept(result)).isFalse();
        assertThat(Promise.allKept(List.of(result))).isFalse();
    }

    @Test
    void draftingWhereNoDraftPaysIsFoundOut() {
        Scenario scenario = scenario(TrueCosts.Q4_K_M, Crowd.alike(0.5), 1);
        Fixed four =
                new BruteForce(scenario)
                        .evaluate(List.of(new BruteForce.Lengths(0, 4)))
                        .orElseThrow();
        Result result = Result.of(scenario, fixed(scenario, four), 1);
        assertThat(Promise.PLAIN.isKept(result)).isFalse();
        assertThat(Promise.PROBING.isKept(result)).isFalse();
    }

    @Test
    void countingUntestedTokensAsRejectedIsFoundOut() {
        Scenario scenario = scenario(flat(0.05), Crowd.alike(0.9), 1);
        Control wrong =
                new Control(
                        Control.auto(scenario.mostRows()).planner(),
                        shared -> new AcceptedOverDrafted());
        assertThat(Promise.BEST.isKept(Result.of(scenario, wrong, 1))).isFalse();
    }

    /** The wrong estimator: all drafted tokens count, also those behind a rejected one. */
    private static final class AcceptedOverDrafted implements Memory {
        private double accepted = 6;
        private double drafted = 8;

        private double[] chances(int tokens) {
            return IntStream.range(0, tokens).mapToDouble(i -> accepted / drafted).toArray();
        }

        @Override
        public double[] byModel(int tokens) {
            return chances(tokens);
        }

        @Override
        public double[] hopedByModel(int tokens) {
            return chances(tokens);
        }

        @Override
        public double[] byContext(int match, int tokens) {
            return chances(tokens);
        }

        @Override
        public double expected(double confidence) {
            return accepted / drafted;
        }

        @Override
        public void plainRound() {}

        @Override
        public void modelRound(List<Double> confidences, int submitted, int kept) {
            accepted += kept;
            drafted += submitted;
        }

        @Override
        public void contextRound(int match, int submitted, int kept) {
            modelRound(List.of(), submitted, kept);
        }
    }
}
