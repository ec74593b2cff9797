package io.outrider.pace;

import io.outrider.model.Proposal;
import io.outrider.pace.Step.Choice;
import java.util.List;
import java.util.Optional;

/**
 * Tries every source of drafts, deepest draft level and number of target rows.
 *
 * @param mostRows of a target pass
 */
record Search(List<Demand> demands, Quotes quotes, int mostRows) {

    /**
     * The steps of the best plan, if one is better than a rate.
     *
     * @param rate tokens a second
     * @param longest that a round may be, in plain rounds
     */
    Optional<List<Step>> best(double rate, double longest) {
        boolean finds = false;
        int deepest = 0;
        for (Demand demand : demands) {
            if (demand.proposal() instanceof Proposal.Open open) {
                finds |= open.byContext().depth() > 0;
                deepest = Math.max(deepest, open.byModel().depth());
            }
        }
        Optional<List<Step>> best = Optional.empty();
        double enough = rate;
        for (Choice choice : Choice.values()) {
            if (choice != Choice.MODEL_ONLY && !finds) {
                continue;
            }
            List<Step> steps = Step.all(demands, choice);
            double[] left = survivalLeft(steps);
            int levels = choice == Choice.CONTEXT_ONLY ? 0 : deepest;
            for (int level = Math.min(1, levels); level <= levels; level++) {
                Round round = new Round(demands, quotes);
                int take = 0;
                boolean isCut = false;
                for (int i = 0; i < steps.size() && round.rows() < mostRows; i++) {
                    double seconds = round.seconds();
                    if (round.tokens() + left[i] <= enough * seconds) {
                        // Not even if all that is left cost nothing.
                        break;
                    }
                    if (steps.get(i).isWithin(level)) {
                        round.add(steps.get(i));
                        double reached = round.rate();
                        if (reached > enough
                                && round.seconds() <= longest * round.plainSeconds()
                                && round.isFair()) {
                            enough = reached;
                            take = i + 1;
                        }
                    } else {
                        isCut = true;
                    }
                }
                if (take > 0) {
                    int deepestLevel = level;
                    best =
                            Optional.of(
                                    steps.subList(0, take).stream()
                                            .filter(step -> step.isWithin(deepestLevel))
                                            .toList());
                }
                if (!isCut) {
                    break;
                }
            }
        }
        return best;
    }

    /** What the steps from each on could add in all. */
    private static double[] survivalLeft(List<Step> steps) {
        double[] left = new double[steps.size() + 1];
        for (int i = steps.size() - 1; i >= 0; i--) {
            left[i] = left[i + 1] + steps.get(i).survival();
        }
        return left;
    }
}
