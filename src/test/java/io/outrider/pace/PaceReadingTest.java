package io.outrider.pace;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.model.Proposal;
import io.outrider.model.Survival;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What draft models that are far behind may read, and when. */
final class PaceReadingTest {
    /** Reading a token of context takes a fiftieth of a plain round. */
    private static final PassCosts SLOW_READER =
            new PassCosts() {
                @Override
                public double target(int rows, int cells) {
                    return rows == 0 ? 0 : 1;
                }

                @Override
                public double draft(int rows, int cells) {
                    return 0.02 * rows;
                }

                @Override
                public double host(int sessions) {
                    return 0;
                }
            };

    private static Demand fresh(int lag) {
        double[] chances = new double[8];
        Arrays.fill(chances, 0.9);
        return new Demand(new Proposal.Open(Survival.of(chances), Survival.none()), lag, 9000);
    }

    /** One round later: what was read is read, and there is a token more. */
    private static Demand after(Demand before, Grant grant) {
        int lag = grant.budget().draftLevels() > 0 ? 1 : before.lag() - grant.read() + 1;
        return new Demand(before.proposal(), lag, before.horizon());
    }

    @Test
    void draftModelsReadOneAfterTheOtherBesidePlainRoundsUntilAllDraft() {
        Pace pace = new Pace(SLOW_READER, 64);
        List<Demand> demands = new ArrayList<>(List.of(fresh(300), fresh(200), fresh(300)));
        List<Integer> begun = new ArrayList<>();
        int drafted = 0;
        for (int round = 0; drafted < 3; round++) {
            assertThat(round).as("rounds until all draft").isLessThan(30);
            Plan plan = pace.plan(demands, 0);
            assertThat(plan.seconds()).isLessThanOrEqualTo(Pace.LONGEST_ROUND);
            drafted = 0;
            for (int session = 0; session < 3; session++) {
                Grant grant = plan.grants().get(session);
                assertThat(grant.read()).isLessThanOrEqualTo(demands.get(session).lag());
                if (grant.budget().draftLevels() > 0) {
                    drafted++;
                    assertThat(grant.read()).isZero();
                    if (!begun.contains(session)) {
                        begun.add(session);
                    }
                }
                demands.set(session, after(demands.get(session), grant));
            }
        }
        assertThat(begun).containsExactlyInAnyOrder(0, 1, 2).startsWith(1);
    }

    /** A pass has a fixed share, so that pieces are dearer than one pass for all. */
    private static final PassCosts FIXED_SHARE =
            new PassCosts() {
                @Override
                public double target(int rows, int cells) {
                    return rows == 0 ? 0 : 0.8 + 0.2 * rows;
                }

                @Override
                public double draft(int rows, int cells) {
                    return rows == 0 ? 0 : 0.1 + 0.02 * rows;
                }

                @Override
                public double host(int sessions) {
                    return 0;
                }
            };

    @Test
    void aTrialThatMustReadIsReadInPiecesToItsEnd() {
        Survival bad = Survival.of(0.05, 0.05);
        Survival hoped = Survival.of(0.95, 0.95);
        Proposal unknown = new Proposal.Open(bad, Survival.none(), hoped);
        Pace pace = new Pace(FIXED_SHARE, 64);
        int trials = 0;
        int abandoned = 0;
        int newcomers = 20;
        for (int newcomer = 0; newcomer < newcomers; newcomer++) {
            Demand demand = new Demand(unknown, 120, 9000);
            boolean reads = false;
            boolean drafts = false;
            for (int round = 0; round < 400 && !drafts; round++) {
                Plan plan = pace.plan(List.of(demand), 0);
                Grant grant = plan.grants().getFirst();
                assertThat(plan.seconds()).isLessThanOrEqualTo(Pace.LONGEST_ROUND + 1e-9);
                reads |= grant.read() > 0;
                drafts = grant.budget().draftLevels() > 0;
                demand = after(demand, grant);
            }
            trials += drafts ? 1 : 0;
            abandoned += reads && !drafts ? 1 : 0;
        }
        assertThat(trials).as("trials after the first credit too").isGreaterThan(2);
        assertThat(abandoned).as("read for nothing").isZero();
    }

    @Test
    void whoReadsKeepsNobodyFromDrafting() {
        // Beside somebody who decodes plainly a draft is unfair here: a row more takes a fifth.
        Pace pace = new Pace(FIXED_SHARE, 64);
        Demand ready = new Demand(fresh(1).proposal(), 1, 9000);
        pace.plan(List.of(ready, ready), 0);
        List<Demand> demands = List.of(ready, ready, fresh(300));
        Plan plan = pace.plan(demands, 0);
        for (int round = 0; round < 20 && plan.grants().getLast().read() == 0; round++) {
            plan = pace.plan(demands, 0);
        }
        assertThat(plan.grants().getLast().read()).isPositive();
        assertThat(plan.grants().getFirst().budget().draftLevels()).isPositive();
        assertThat(plan.seconds()).isLessThanOrEqualTo(Pace.LONGEST_ROUND * plan.plainSeconds());
    }

    @Test
    void readingStopsWhereItIsNeverPaidBack() {
        // Answers end just before the draft model has read all: what it read is always lost.
        Pace pace = new Pace(SLOW_READER, 64);
        double reading = 0;
        double seconds = 0;
        for (int session = 0; session < 200; session++) {
            Demand demand = fresh(300);
            for (int round = 0; round < 10 && demand.lag() > 100; round++) {
                Plan plan = pace.plan(List.of(demand), 0);
                reading += 0.02 * plan.grants().getFirst().read();
                seconds += plan.seconds();
                demand = after(demand, plan.grants().getFirst());
            }
        }
        assertThat(reading).isPositive().isLessThan(42 + 0.01 * seconds);
    }
}
