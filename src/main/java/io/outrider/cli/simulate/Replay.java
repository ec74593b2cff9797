package io.outrider.cli.simulate;

import io.outrider.acceptance.DraftRecord;
import io.outrider.cli.simulate.Control.Planner;
import io.outrider.cli.simulate.Crowd.Moment;
import io.outrider.cli.simulate.Rider.Ride;
import io.outrider.cli.simulate.TrueCosts.ByRows;
import io.outrider.engine.Calibration;
import io.outrider.method.Settings;
import io.outrider.pace.CostCurve;
import io.outrider.pace.Demand;
import io.outrider.pace.Grant;
import io.outrider.pace.MeasuredCosts;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Runs a scenario round by round, as the engine does: everybody asks for a budget, the draft passes
 * of all go level by level, one target pass verifies. The control sees noisy pass times and the
 * verdicts; the books are kept in true seconds and in tokens averaged over the verdicts, so that
 * they show its decisions and not its luck.
 */
final class Replay {
    private final Scenario scenario;
    private final TrueCosts costs;
    private final Draws noise;
    private final MeasuredCosts measured;
    private final Planner planner;
    private final List<Rider> riders = new ArrayList<>();
    private final Books books;

    private Replay(Scenario scenario, Control control, long seed) {
        this.scenario = scenario;
        this.costs = scenario.costs();
        this.noise = new Draws(seed);
        this.measured =
                new MeasuredCosts(curve(costs.target()), curve(costs.draft()), costs.host(), 0);
        this.planner = control.planner().apply(measured);
        this.books = new Books(scenario);
        DraftRecord.Shared shared = new DraftRecord.Shared();
        for (int session = 0; session < scenario.sessions(); session++) {
            riders.add(
                    new Rider(
                            control.memory().apply(shared),
                            scenario.confidence(),
                            new Draws(seed + 1000L * (session + 1))));
        }
    }

    static Books run(Scenario scenario, Control control, long seed) {
        Replay replay = new Replay(scenario, control, seed);
        for (int round = 0; round < scenario.rounds(); round++) {
            replay.round(round);
        }
        return replay.books;
    }

    /** As the engine calibrates: the least of a few passes for each of its row counts. */
    private CostCurve curve(ByRows truth) {
        int[] rows = Calibration.rowCounts();
        double[] seconds = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            double least =
                    DoubleStream.generate(noise::noise)
                            .limit(Calibration.repeats(rows[i]))
                            .min()
                            .orElseThrow();
            seconds[i] = truth.seconds(rows[i]) * least;
        }
        return new CostCurve(rows, seconds, 0);
    }

    private void round(int round) {
        List<Moment> moments = new ArrayList<>();
        List<Demand> demands = new ArrayList<>();
        for (int session = 0; session < riders.size(); session++) {
            Moment moment = scenario.crowd().law().at(session, riders.get(session).written());
            moments.add(moment);
            demands.add(riders.get(session).demand(moment));
        }
        List<Grant> grants = planner.plan(demands);
        double[] emitted = new double[riders.size()];
        int[] rowsAtLevel = new int[Settings.MOST_DRAFT_TOKENS];
        int catchUp = 0;
        int rows = 0;
        for (int session = 0; session < riders.size(); session++) {
            Ride ride = riders.get(session).ride(grants.get(session), moments.get(session));
            emitted[session] = ride.emitted();
            for (int level = 0; level < ride.levels(); level++) {
                rowsAtLevel[level]++;
            }
            catchUp += ride.catchUp();
            rows += 1 + ride.submitted();
        }
        double seconds = draft(rowsAtLevel, catchUp) + target(rows) + host();
        books.enter(round, seconds, emitted);
    }

    private double draft(int[] rowsAtLevel, int catchUp) {
        double all = 0;
        for (int level = 0; level < rowsAtLevel.length; level++) {
            int more = level == 0 ? catchUp : 0;
            int rows = rowsAtLevel[level] + more;
            if (rows == 0) {
                break;
            }
            double seconds = costs.draft(rows, 0);
            if (more == 0) {
                measured.draftCurve().learn(rows, 0, seconds * noise.noise());
            } else if (more == rows) {
                measured.learnReading(rows, 0, seconds * noise.noise());
            }
            all += seconds;
        }
        return all;
    }

    private double target(int rows) {
        double seconds = costs.target(rows, 0);
        measured.targetCurve().learn(rows, 0, seconds * noise.noise());
        return seconds;
    }

    private double host() {
        measured.learnHost(costs.host() * noise.noise());
        return costs.host();
    }
}
