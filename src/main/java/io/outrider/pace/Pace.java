package io.outrider.pace;

import io.outrider.model.Budget;
import io.outrider.model.Proposal;
import io.outrider.model.Survival;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Chooses how much everybody drafts (methods.md 11d). Three promises, in this order:
 *
 * <ol>
 *   <li>The expected total rate of the shared pass is the best of all plans tried: every source of
 *       drafts, deepest draft level and number of target rows, the rows dealt to whoever's tokens
 *       are likeliest to survive. Plain decoding is always one of them. All are tried, because what
 *       a pass costs rises in steps and a rule that stops early would stop before them.
 *   <li>Nobody pays for others: no session is expected under 0.9 of the rate it would have if all
 *       decoded plainly.
 *   <li>Whoever decodes plainly starts to draft only for a gain that is worth a change.
 * </ol>
 *
 * <p>Proposals that leave no choice are served exactly and only counted.
 */
public final class Pace {
    /** Least share of its plain rate that any session may be expected to get. */
    private static final double FAIR = 0.9;

    /** Estimates err, and the best of many errs upwards: the least gain for which to draft. */
    private static final double WORTH_STARTING = 1.04;

    private static final double WORTH_GOING_ON = 1.015;

    private enum Source {
        CONTEXT,
        MODEL
    }

    /** Which sources a plan may use. */
    private enum Choice {
        CONTEXT_ONLY,
        MODEL_ONLY,
        CONTEXT_BEFORE_MODEL
    }

    private final PassCosts costs;
    private final int mostRows;
    private boolean drafting;

    /**
     * @param mostRows of a target pass
     */
    public Pace(PassCosts costs, int mostRows) {
        this.costs = costs;
        this.mostRows = mostRows;
    }

    /**
     * Plans the next round of all who ask together.
     *
     * @param demands at least one
     * @param cells of the cache in use
     */
    public Plan plan(List<Demand> demands, int cells) {
        Round plain = new Round(demands, cells);
        double plainTokens = plain.tokens;
        double plainSeconds = plain.seconds();
        double enough = drafting ? WORTH_GOING_ON : WORTH_STARTING;
        Optional<Found> best = Optional.empty();
        double rate = enough * plainTokens / plainSeconds;
        int deepest = deepestModelDraft(demands);
        for (Choice choice : Choice.values()) {
            int levels = choice == Choice.CONTEXT_ONLY ? 0 : deepest;
            for (int level = Math.min(1, levels); level <= levels; level++) {
                Optional<Found> found = best(demands, cells, choice, level, rate, plainSeconds);
                if (found.isPresent()) {
                    best = found;
                    rate = found.get().rate();
                }
            }
        }
        drafting = best.isPresent();
        Round chosen = new Round(demands, cells);
        best.ifPresent(found -> found.steps().forEach(chosen::add));
        return new Plan(
                chosen.budgets(), chosen.tokens, chosen.seconds(), plainTokens, plainSeconds);
    }

    private static int deepestModelDraft(List<Demand> demands) {
        int deepest = 0;
        for (Demand demand : demands) {
            if (demand.proposal() instanceof Proposal.Open open) {
                deepest = Math.max(deepest, open.byModel().depth());
            }
        }
        return deepest;
    }

    /** One more drafted token for one session. */
    private record Step(int session, Source source, int depth, double survival) {}

    private record Found(List<Step> steps, double rate) {}

    /** The best plan of one choice of sources and depth, if one is better than {@code rate}. */
    private Optional<Found> best(
            List<Demand> demands,
            int cells,
            Choice choice,
            int level,
            double rate,
            double plainSeconds) {
        List<Step> steps = steps(demands, choice, level);
        Round round = new Round(demands, cells);
        int take = 0;
        double best = rate;
        for (int i = 0; i < steps.size() && round.rows < mostRows; i++) {
            round.add(steps.get(i));
            double reached = round.tokens / round.seconds();
            if (reached > best && round.isFair(plainSeconds)) {
                best = reached;
                take = i + 1;
            }
        }
        return take == 0 ? Optional.empty() : Optional.of(new Found(steps.subList(0, take), best));
    }

    /** Every token that may be drafted, the likeliest first. */
    private static List<Step> steps(List<Demand> demands, Choice choice, int level) {
        List<Step> steps = new ArrayList<>();
        for (int session = 0; session < demands.size(); session++) {
            if (demands.get(session).proposal() instanceof Proposal.Open open) {
                boolean context = choice != Choice.MODEL_ONLY && open.byContext().depth() > 0;
                boolean model = choice != Choice.CONTEXT_ONLY && !context;
                Source source = context ? Source.CONTEXT : Source.MODEL;
                Survival survival = context ? open.byContext() : open.byModel().atMost(level);
                for (int depth = 1; (context || model) && depth <= survival.depth(); depth++) {
                    steps.add(new Step(session, source, depth, survival.at(depth)));
                }
            }
        }
        // Stable, so that a session's tokens stay in order where they are equally likely.
        steps.sort(Comparator.comparingDouble(Step::survival).reversed());
        return steps;
    }

    /** A plan while it is put together. */
    private final class Round {
        private final List<Demand> demands;
        private final int cells;
        private final double[] emitted;
        private final int[] depths;
        private final int[] levels;
        private final List<Integer> rowsAtLevel = new ArrayList<>();
        private int rows;
        private int plainRows;
        private double tokens;
        private double draftSeconds;
        private double catchUpSeconds;

        Round(List<Demand> demands, int cells) {
            this.demands = demands;
            this.cells = cells;
            this.emitted = new double[demands.size()];
            this.depths = new int[demands.size()];
            this.levels = new int[demands.size()];
            for (int session = 0; session < demands.size(); session++) {
                emitted[session] = 1;
                tokens++;
                rows++;
                if (demands.get(session).proposal() instanceof Proposal.Exact exact) {
                    depths[session] = exact.depth();
                    levels[session] = exact.draftLevels();
                    rows += exact.depth();
                    for (int level = 1; level <= exact.draftLevels(); level++) {
                        draft(level);
                    }
                }
            }
            plainRows = rows;
        }

        private void draft(int level) {
            if (rowsAtLevel.size() < level) {
                rowsAtLevel.add(0);
            }
            int before = rowsAtLevel.get(level - 1);
            rowsAtLevel.set(level - 1, before + 1);
            draftSeconds += costs.draft(before + 1, cells) - costs.draft(before, cells);
        }

        void add(Step step) {
            int session = step.session();
            Demand demand = demands.get(session);
            depths[session] = step.depth();
            emitted[session] += step.survival();
            tokens += step.survival();
            rows++;
            switch (step.source()) {
                case CONTEXT -> {}
                case MODEL -> {
                    levels[session] = step.depth();
                    draft(step.depth());
                    double share = step.survival() + (step.depth() == 1 ? 1 : 0);
                    catchUpSeconds +=
                            costs.draft(demand.lag(), cells)
                                    * Math.min(1, share / demand.horizon());
                }
            }
        }

        double seconds() {
            return draftSeconds
                    + catchUpSeconds
                    + costs.target(rows, cells)
                    + costs.host(demands.size());
        }

        boolean isFair(double plainSeconds) {
            double least = FAIR * seconds() / plainSeconds;
            for (int session = 0; session < emitted.length; session++) {
                boolean chooses = demands.get(session).proposal() instanceof Proposal.Open;
                if (chooses && emitted[session] < least) {
                    return false;
                }
            }
            return true;
        }

        List<Budget> budgets() {
            double rate = tokens / seconds();
            int drafted = rows - plainRows;
            double rowPrice =
                    drafted == 0
                            ? 0
                            : rate
                                    * (costs.target(rows, cells) - costs.target(plainRows, cells))
                                    / drafted;
            List<Budget> budgets = new ArrayList<>();
            for (int session = 0; session < depths.length; session++) {
                budgets.add(
                        switch (demands.get(session).proposal()) {
                            case Proposal.Exact(int depth, int draftLevels) ->
                                    Budget.exact(depth, draftLevels);
                            case Proposal.Open open ->
                                    new Budget(
                                            depths[session],
                                            levels[session],
                                            rowPrice,
                                            rowPrice + rate * levelShare());
                        });
            }
            return budgets;
        }

        /** Seconds of a draft pass for each of its rows. */
        private double levelShare() {
            int all = rowsAtLevel.stream().mapToInt(Integer::intValue).sum();
            return all == 0 ? 0 : draftSeconds / all;
        }
    }
}
