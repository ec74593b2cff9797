package io.outrider.cli.simulate;

import io.outrider.cli.bench.Stopwatch;
import io.outrider.model.Proposal;
import io.outrider.model.Survival;
import io.outrider.pace.Demand;
import io.outrider.pace.Pace;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** How long a plan takes to make: it is made under the engine's lock, between passes. */
final class PlanTimes {
    private static final int[] SESSIONS = {1, 8, 64, 256};
    private static final double SECONDS = 1.5;
    private static final int BATCH = 20;
    private static final int DEPTH = 16;

    private PlanTimes() {}

    /** Microseconds by sessions, on average over the second half of a second, dearest machine. */
    static Map<Integer, Double> measure() {
        Map<Integer, Double> micros = new TreeMap<>();
        for (int sessions : SESSIONS) {
            for (TrueCosts costs : List.of(TrueCosts.GPU, TrueCosts.F16)) {
                micros.merge(sessions, micros(costs, sessions), Math::max);
            }
        }
        return micros;
    }

    private static double micros(TrueCosts costs, int sessions) {
        Pace pace = new Pace(costs, Math.max(256, 4 * sessions));
        List<Demand> demands = IntStream.range(0, sessions).mapToObj(PlanTimes::demand).toList();
        double micros = 0;
        // The first time is for the compiler.
        for (int time = 0; time < 2; time++) {
            Stopwatch watch = new Stopwatch();
            int plans = 0;
            while (watch.seconds() < SECONDS) {
                for (int i = 0; i < BATCH; i++) {
                    plans += pace.plan(demands, 1000).grants().size() / sessions;
                }
            }
            micros = 1e6 * watch.seconds() / plans;
        }
        return micros;
    }

    /** All differ, and every second one has something to look up. */
    private static Demand demand(int session) {
        double alpha = 0.5 + 0.45 * (session % 16) / 16;
        double[] chances = new double[DEPTH];
        Arrays.fill(chances, alpha);
        Survival byModel = Survival.of(chances);
        Arrays.fill(chances, (1 + alpha) / 2);
        Survival better = Survival.of(chances);
        return new Demand(
                new Proposal.Open(byModel, session % 2 == 0 ? Survival.none() : better, better),
                session,
                200);
    }
}
