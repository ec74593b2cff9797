package io.outrider.pace;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.model.Budget;
import io.outrider.model.Proposal;
import io.outrider.model.Survival;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PaceTest {

    /** One pass of the target takes 1 s however many rows it has, one of the draft {@code c}. */
    private record Flat(double c) implements PassCosts {
        @Override
        public double target(int rows, int cells) {
            return 1;
        }

        @Override
        public double draft(int rows, int cells) {
            return rows == 0 ? 0 : c;
        }

        @Override
        public double host(int sessions) {
            return 0;
        }
    }

    /** Costs that rise in random steps. */
    private record Stepped(double[] target, double[] draft) implements PassCosts {
        static Stepped random(Random random) {
            return new Stepped(steps(random, 1), steps(random, 0.3));
        }

        private static double[] steps(Random random, double first) {
            double[] costs = new double[80];
            for (int i = 1; i < costs.length; i++) {
                double step = random.nextInt(3) == 0 ? random.nextDouble() : 0;
                costs[i] = (i == 1 ? first : costs[i - 1]) + 0.5 * first * step;
            }
            return costs;
        }

        @Override
        public double target(int rows, int cells) {
            return target[rows];
        }

        @Override
        public double draft(int rows, int cells) {
            return draft[rows];
        }

        @Override
        public double host(int sessions) {
            return 0.01;
        }
    }

    private static Demand open(double alpha, int most) {
        double[] chances = new double[most];
        Arrays.fill(chances, alpha);
        return new Demand(new Proposal.Open(Survival.of(chances), Survival.none()), 0, 100);
    }

    private static Demand plain() {
        return new Demand(Proposal.plain(), 0, 100);
    }

    @ParameterizedTest
    @CsvSource({"0.8, 0.05, 8, 3.0921", "0.6, 0.1, 3, 1.6738", "0.9, 0.05, 13, 4.6741"})
    void theBestLengthIsThatOfTheFormula(double alpha, double c, int gamma, double speedUp) {
        Plan plan = new Pace(new Flat(c), 64).plan(List.of(open(alpha, 16)), 0);
        assertThat(plan.grants().getFirst().budget().depth()).isEqualTo(gamma);
        assertThat(plan.grants().getFirst().budget().draftLevels()).isEqualTo(gamma);
        assertThat(plan.rate() / plan.plainRate())
                .isCloseTo(speedUp, org.assertj.core.api.Assertions.within(5e-4));
    }

    @Test
    void aDraftThatCannotPayIsNotMade() {
        Plan plan = new Pace(new Flat(0.3), 64).plan(List.of(open(0.3, 16)), 0);
        assertThat(plan.drafts()).isFalse();
        assertThat(plan.rate()).isEqualTo(plan.plainRate());
    }

    @Test
    void whatIsExactIsServedExactly() {
        Plan plan =
                new Pace(new Flat(5), 4)
                        .plan(
                                List.of(
                                        new Demand(Proposal.chain(7), 0, 1),
                                        new Demand(Proposal.lookup(3), 0, 1),
                                        open(0.1, 4)),
                                0);
        assertThat(plan.grants().subList(0, 2))
                .containsExactly(Grant.of(Budget.exact(7, 7)), Grant.of(Budget.exact(3, 0)));
        assertThat(plan.grants().getLast().budget().depth()).isZero();
    }

    @Test
    void aNeighbourThatCannotDraftDoesNotPayForOneThatCan() {
        // F16 of engine-notes.md: alone the draft wins, beside a plain stream it would cost it 40
        // %.
        PassCosts steep =
                new PassCosts() {
                    @Override
                    public double target(int rows, int cells) {
                        return 1 + 0.2 * (rows - 1);
                    }

                    @Override
                    public double draft(int rows, int cells) {
                        return rows == 0 ? 0 : 0.1;
                    }

                    @Override
                    public double host(int sessions) {
                        return 0;
                    }
                };
        Plan alone = new Pace(steep, 64).plan(List.of(open(0.85, 8)), 0);
        assertThat(alone.drafts()).isTrue();
        Demand cannot = new Demand(new Proposal.Open(Survival.none(), Survival.none()), 0, 100);
        Plan both = new Pace(steep, 64).plan(List.of(open(0.85, 8), cannot), 0);
        assertThat(1 / both.seconds()).isGreaterThanOrEqualTo(0.9 / both.plainSeconds());
    }

    @Test
    void catchingUpIsChargedToTheTokensThatAreLeft() {
        Survival likely = Survival.of(0.9, 0.9, 0.9, 0.9);
        Proposal proposal = new Proposal.Open(likely, Survival.none());
        PassCosts costs = new Stepped(linear(1, 0.1), linear(0.05, 0.05));
        Pace pace = new Pace(costs, 64);
        assertThat(read(pace, new Demand(proposal, 60, 500))).isPositive();
        assertThat(read(pace, new Demand(proposal, 60, 2))).isZero();
    }

    private static int read(Pace pace, Demand demand) {
        return pace.plan(List.of(demand), 0).grants().getFirst().read();
    }

    private static double[] linear(double first, double more) {
        return IntStream.range(0, 80)
                .mapToDouble(i -> i == 0 ? 0 : first + more * (i - 1))
                .toArray();
    }

    /** The same promises by trying everything: depths of every session, at every level. */
    private static double bestByForce(Stepped costs, double[] alphas, int most) {
        int sessions = alphas.length;
        double plainSeconds = costs.target(sessions, 0) + costs.host(sessions);
        double best = sessions / plainSeconds;
        int[] depths = new int[sessions];
        int combinations = (int) Math.pow(most + 1, sessions);
        for (int code = 0; code < combinations; code++) {
            int rest = code;
            double tokens = 0;
            double least = Double.POSITIVE_INFINITY;
            int rows = 0;
            for (int s = 0; s < sessions; s++) {
                depths[s] = rest % (most + 1);
                rest /= most + 1;
                double emitted = 1;
                for (int i = 1; i <= depths[s]; i++) {
                    emitted += Math.pow(alphas[s], i);
                }
                tokens += emitted;
                least = Math.min(least, emitted);
                rows += 1 + depths[s];
            }
            double seconds = costs.target(rows, 0) + costs.host(sessions);
            for (int level = 1; level <= most; level++) {
                int at = 0;
                for (int depth : depths) {
                    at += depth >= level ? 1 : 0;
                }
                seconds += costs.draft(at, 0);
            }
            boolean isShort = seconds <= Pace.LONGEST_ROUND * plainSeconds;
            if (isShort && least / seconds >= 0.9 / plainSeconds) {
                best = Math.max(best, tokens / seconds);
            }
        }
        return best;
    }

    @Test
    void itComesCloseToTheBestOfAllPlansOnSteppedCosts() {
        double worst = 1;
        double sum = 0;
        int cases = 200;
        for (int seed = 0; seed < cases; seed++) {
            Random random = new Random(seed);
            Stepped costs = Stepped.random(random);
            double[] alphas = random.doubles(1 + random.nextInt(3), 0.2, 0.98).toArray();
            List<Demand> demands = Arrays.stream(alphas).mapToObj(alpha -> open(alpha, 4)).toList();
            Plan plan = new Pace(costs, 64).plan(demands, 0);
            double share = plan.rate() / bestByForce(costs, alphas, 4);
            worst = Math.min(worst, share);
            sum += share;
            assertThat(plan.seconds())
                    .isLessThanOrEqualTo(Pace.LONGEST_ROUND * plan.plainSeconds() + 1e-12);
            double least = 0.9 / plan.plainSeconds();
            for (int s = 0; s < alphas.length; s++) {
                double emitted = 1;
                for (int i = 1; i <= plan.grants().get(s).budget().depth(); i++) {
                    emitted += Math.pow(alphas[s], i);
                }
                assertThat(emitted / plan.seconds()).isGreaterThanOrEqualTo(least - 1e-12);
            }
        }
        // A gain below the threshold for starting is forgone on purpose.
        assertThat(worst).isGreaterThan(0.9);
        assertThat(sum / cases).isGreaterThan(0.99);
    }

    @Test
    void rowsNeverExceedThePass() {
        List<Demand> demands = IntStream.range(0, 8).mapToObj(i -> open(0.99, 16)).toList();
        Plan plan = new Pace(new Flat(0.01), 20).plan(demands, 0);
        int rows = plan.grants().stream().mapToInt(grant -> 1 + grant.budget().depth()).sum();
        assertThat(rows).isLessThanOrEqualTo(20);
        assertThat(plan.drafts()).isTrue();
    }

    @Test
    void plainNeighboursCountAsRows() {
        Plan plan = new Pace(new Flat(0.01), 3).plan(List.of(plain(), plain(), open(0.9, 8)), 0);
        assertThat(plan.drafts()).isFalse();
    }

    /** Five tokens that were hardly tried: likely bad, possibly good. */
    private static Demand unknown(int lag) {
        Survival bad = Survival.of(0.3, 0.3, 0.3, 0.3, 0.3);
        Survival hoped = Survival.of(0.95, 0.95, 0.95, 0.95, 0.95);
        return new Demand(new Proposal.Open(bad, Survival.none(), hoped), lag, 100);
    }

    private static int trials(Demand demand) {
        Pace pace = new Pace(new Flat(0.5), 64);
        int trials = 0;
        for (int round = 0; round < 2000; round++) {
            boolean drafts = pace.plan(List.of(demand), 0).drafts();
            // What is spent at first, to find out at all, is no share of the time.
            trials += drafts && round >= 1000 ? 1 : 0;
        }
        return trials;
    }

    @Test
    void whatMightPayIsTriedForASmallShareOfTheTime() {
        // Two tokens take twice a plain round and 1.39 are expected: a loss of 0.61 rounds.
        assertThat(trials(unknown(0)) * 0.61 / 1000).isBetween(0.003, 0.005);
    }

    @Test
    void plainDecodingIsTriedForASmallShareOfTheTimeToo() {
        Pace pace = new Pace(new Flat(0.05), 64);
        List<Demand> demands = List.of(open(0.8, 16));
        double best = pace.plan(demands, 0).rate();
        int plainRounds = 0;
        double tokens = 0;
        double seconds = 0;
        for (int round = 0; round < 2000; round++) {
            Plan plan = pace.plan(demands, 0);
            plainRounds += plan.drafts() ? 0 : 1;
            tokens += plan.tokens();
            seconds += plan.seconds();
        }
        assertThat(plainRounds).isBetween(5, 50);
        assertThat(tokens / seconds).isBetween(0.99 * best, 0.9999 * best);
    }

    @Test
    void whatCannotPayOrIsKnownIsNotTried() {
        assertThat(trials(open(0.3, 5))).isZero();
        Survival little = Survival.of(0.1, 0.1);
        Survival hoped = Survival.of(0.4, 0.4);
        Proposal hopeless = new Proposal.Open(little, Survival.none(), hoped);
        assertThat(trials(new Demand(hopeless, 0, 100))).isZero();
    }

    @Test
    void aTrialIsDraftedToItsEnd() {
        Pace pace = new Pace(new Flat(0.5), 64);
        assertThat(pace.plan(List.of(unknown(0)), 0).drafts()).isFalse();
        // The first round has earned what a trial may lose.
        assertThat(pace.plan(List.of(unknown(0)), 0).grants().getFirst().budget())
                .isEqualTo(Budget.exact(2, 2));
    }

    @Test
    void aRowThatOthersPassBringsAlongHasNoPriceOfItsOwn() {
        Pace pace = new Pace(new Flat(0.05), 64);
        Budget alone = pace.plan(List.of(open(0.8, 8)), 0).grants().getFirst().budget();
        assertThat(alone.levelPrice()).isPositive();
        Budget together =
                pace.plan(List.of(open(0.8, 8), open(0.8, 8)), 0).grants().getFirst().budget();
        assertThat(together.levelPrice()).isZero();
    }
}
