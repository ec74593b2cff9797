package io.outrider.cli.simulate;

import io.outrider.acceptance.DraftRecord;
import io.outrider.pace.Demand;
import io.outrider.pace.Grant;
import io.outrider.pace.MeasuredCosts;
import io.outrider.pace.Pace;
import java.util.List;
import java.util.function.Function;

/**
 * Who decides how much is drafted: the server, or something wrong that must be found out.
 *
 * @param planner made for measured costs
 * @param memory made for each session
 */
record Control(
        Function<MeasuredCosts, Planner> planner, Function<DraftRecord.Shared, Memory> memory) {

    /** Answers all who begin a round together. */
    interface Planner {
        List<Grant> plan(List<Demand> demands);
    }

    /** The server's. */
    static Control auto(int mostRows) {
        return new Control(
                costs -> {
                    Pace pace = new Pace(costs, mostRows);
                    return demands -> pace.plan(demands, 0).grants();
                },
                shared -> Memory.of(new DraftRecord(shared)));
    }
}
