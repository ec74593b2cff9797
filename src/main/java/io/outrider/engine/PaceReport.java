package io.outrider.engine;

import io.outrider.pace.CostCurve;
import io.outrider.pace.Grant;
import io.outrider.pace.MeasuredCosts;
import io.outrider.pace.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What passes are expected to cost now, and the newest plan; for people and metrics.
 *
 * @param target and {@code draft} by rows, at the cells in use now
 * @param hostSeconds between two target passes
 * @param noise largest difference of a target's logit between a row alone and beside others
 * @param cells in use
 * @param newest round that was planned; empty before the first
 */
public record PaceReport(
        Costs target,
        Costs draft,
        double hostSeconds,
        double noise,
        int cells,
        Optional<Round> newest) {

    /** One model's passes. */
    public record Costs(List<Point> points, double perRowAndCell, double drift) {

        /** Seconds of a pass with so many rows. */
        public record Point(int rows, double seconds) {}

        /** Seconds of a pass with so many rows, as the nearest point above has it. */
        public double seconds(int rows) {
            return points.stream()
                    .filter(point -> point.rows() >= rows)
                    .findFirst()
                    .orElse(points.getLast())
                    .seconds();
        }

        private static Costs of(CostCurve curve, int cells) {
            List<Point> points = new ArrayList<>();
            for (int rows : curve.rows()) {
                points.add(new Point(rows, curve.seconds(rows, cells)));
            }
            return new Costs(List.copyOf(points), curve.perRowAndCell(), curve.drift());
        }
    }

    /**
     * A planned round.
     *
     * @param drafts of each session that asked
     * @param tokens expected of all sessions, and {@code seconds} expected to take
     * @param plainTokens and {@code plainSeconds}: the same without drafts
     */
    public record Round(
            List<Draft> drafts,
            double tokens,
            double seconds,
            double plainTokens,
            double plainSeconds) {

        /** Tokens a session may draft, and passes of the draft model among them. */
        public record Draft(int tokens, int levels) {}

        private static Round of(Plan plan) {
            return new Round(
                    plan.grants().stream()
                            .map(Grant::budget)
                            .map(budget -> new Draft(budget.depth(), budget.draftLevels()))
                            .toList(),
                    plan.tokens(),
                    plan.seconds(),
                    plan.plainTokens(),
                    plan.plainSeconds());
        }
    }

    static PaceReport of(MeasuredCosts costs, @Nullable Plan plan, int cells) {
        return new PaceReport(
                Costs.of(costs.targetCurve(), cells),
                Costs.of(costs.draftCurve(), cells),
                costs.host(1),
                costs.noise(),
                cells,
                Optional.ofNullable(plan).map(Round::of));
    }
}
