package io.outrider.pace;

import io.outrider.model.Proposal;
import io.outrider.pace.Step.Choice;
import io.outrider.pace.Step.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Chooses how much everybody drafts (methods.md 11d). Five promises, in this order:
 *
 * <ol>
 *   <li>The expected total rate of the shared pass is the best of all plans tried: every source of
 *       drafts, deepest draft level and number of target rows, the rows dealt to whoever's tokens
 *       are likeliest to survive. Plain decoding is always one of them. All are tried, because what
 *       a pass costs rises in steps and a rule that stops early would stop before them.
 *   <li>Nobody pays for others: no session is expected under 0.9 of the rate it would have if all
 *       decoded plainly. Nor does anybody wait long for the next tokens: a round takes at most 2.4
 *       times a plain one.
 *   <li>Whoever decodes plainly starts to draft only for a gain that is worth a change.
 *   <li>Who does not draft although it might pay is tried now and then, one session at a time, for
 *       a small share of the time: what is never tried is never known.
 *   <li>Draft models that have much to read begin one after the other, in a share of the time: the
 *       first ones show whether it pays, and nobody waits for all of them at once.
 * </ol>
 *
 * <p>Proposals that leave no choice are served exactly and only counted.
 */
public final class Pace {
    /** Plain rounds' worth of time that a round may take, so that text does not come in jerks. */
    public static final double LONGEST_ROUND = 2.4;

    /** Estimates err, and the best of many errs upwards: the least gain for which to draft. */
    private static final double WORTH_STARTING = 1.025;

    private static final double WORTH_GOING_ON = 1.01;

    /** Share of the time that may be lost to trials. */
    private static final double TRIALS = 0.005;

    /** Likewise to plain rounds while drafts pay. */
    private static final double PLAIN = 0.003;

    /** Plain rounds' worth of loss that trials may run ahead, at first and at most. */
    private static final double FIRST_CREDIT = 1;

    private static final double MOST_CREDIT = 8;

    /** A session of which so little is left to hope for is known. */
    private static final double KNOWN = 0.2;

    /** Tokens that are drafted to see what becomes of them. */
    private static final int TRIAL_DEPTH = 2;

    /** So much a draft model has to read after any round, and after a few plain ones. */
    private static final int USUAL_LAG = 8;

    /** Share of the time in which draft models may read what they missed. */
    private static final double READING = 1;

    /** Plain rounds' worth of reading that may begin at once. */
    private static final double MOST_READING = 6;

    /** Plain rounds after which others may begin to read, however much the last ones had to. */
    private static final double MOST_DEBT = 24;

    private final PassCosts costs;
    private final int mostRows;
    private boolean drafting;

    private boolean begun;

    /** Seconds that trials may lose. */
    private double credit;

    /** Seconds that plain rounds may lose. */
    private double plainCredit;

    /** Seconds that draft models may read; negative while too many have begun. */
    private double reading;

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
        Quotes quotes = new Quotes(costs, cells, mostRows);
        Round plain = new Round(demands, quotes);
        double enough = (drafting ? WORTH_GOING_ON : WORTH_STARTING) * plain.rate();
        List<Demand> served = demands;
        List<Step> best = best(demands, quotes, enough).orElse(List.of());
        Set<Integer> readers = readers(best, demands);
        Set<Integer> first = first(readers, demands, quotes);
        if (first.size() < readers.size()) {
            List<Demand> fewer = onlyFirst(demands, first);
            List<Step> staggered = best(fewer, quotes, enough).orElse(List.of());
            // Where drafts are fair only if all have them, all must begin together.
            if (first.isEmpty() || readers(staggered, fewer).containsAll(first)) {
                served = fewer;
                best = staggered;
            }
        }
        drafting = !best.isEmpty();
        Round round = new Round(served, quotes);
        best.forEach(round::add);
        Round chosen =
                drafting && isTimeForPlain(plain, round)
                        ? plain
                        : trial(served, quotes, best, round).orElse(round);
        account(plain.seconds(), chosen);
        return new Plan(
                chosen.budgets(plain.seconds()),
                chosen.tokens(),
                chosen.seconds(),
                plain.tokens(),
                plain.seconds());
    }

    /** Time passes, in which trials and reading are earned and what was chosen is paid for. */
    private void account(double plainSeconds, Round chosen) {
        double first = begun ? 0 : FIRST_CREDIT * plainSeconds;
        double earned = begun ? READING * chosen.seconds() : MOST_READING * plainSeconds;
        begun = true;
        credit = Math.min(MOST_CREDIT * plainSeconds, credit + first + TRIALS * chosen.seconds());
        reading = Math.min(MOST_READING * plainSeconds, reading + earned);
        reading = Math.max(-MOST_DEBT * plainSeconds, reading - chosen.reading(USUAL_LAG));
    }

    /** Whose draft models have much to read before they can do these steps. */
    private static Set<Integer> readers(List<Step> steps, List<Demand> demands) {
        return steps.stream()
                .filter(step -> step.source() == Source.MODEL && step.depth() == 1)
                .map(Step::session)
                .filter(session -> demands.get(session).lag() > USUAL_LAG)
                .collect(Collectors.toSet());
    }

    /** Those of them who may begin now, the ones with least to read first. */
    private Set<Integer> first(Set<Integer> readers, List<Demand> demands, Quotes quotes) {
        List<Integer> sorted = new ArrayList<>(readers);
        sorted.sort(Comparator.comparingInt(session -> demands.get(session).lag()));
        Set<Integer> first = new HashSet<>();
        double left = reading;
        for (int session : sorted) {
            if (left >= 0) {
                first.add(session);
                left -= quotes.draft(demands.get(session).lag());
            }
        }
        return first;
    }

    /** All others whose draft models have much to read do without them this round. */
    private static List<Demand> onlyFirst(List<Demand> demands, Set<Integer> first) {
        List<Demand> fewer = new ArrayList<>(demands);
        for (int session = 0; session < demands.size(); session++) {
            Demand demand = demands.get(session);
            if (demand.lag() > USUAL_LAG
                    && !first.contains(session)
                    && demand.proposal() instanceof Proposal.Open open) {
                fewer.set(
                        session,
                        new Demand(open.withoutDraftModel(), demand.lag(), demand.horizon()));
            }
        }
        return fewer;
    }

    /**
     * Whether a plain round has been earned by those with drafts: what plain decoding costs is what
     * all plans are judged by, so it must not be known from long ago.
     */
    private boolean isTimeForPlain(Round plain, Round round) {
        double loss = plain.seconds() - plain.tokens() / round.rate();
        if (loss <= 0) {
            return false;
        }
        if (plainCredit >= loss) {
            plainCredit -= loss;
            return true;
        }
        plainCredit += PLAIN * round.seconds();
        return false;
    }

    /** The steps of the best plan, if one is better than {@code rate}. */
    private Optional<List<Step>> best(List<Demand> demands, Quotes quotes, double rate) {
        double plainSeconds = new Round(demands, quotes).seconds();
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
                                && round.seconds() <= LONGEST_ROUND * plainSeconds
                                && round.isFair(plainSeconds)) {
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

    /**
     * The round with one session more that drafts, to see what becomes of it: one that would draft
     * if all that can be hoped for came true, and whose expected loss is earned.
     */
    private Optional<Round> trial(
            List<Demand> demands, Quotes quotes, List<Step> steps, Round round) {
        List<Integer> candidates = unknown(demands, round);
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        // The first one catches up with least; when that is too dear, so are all, and hardly
        // anything has been worked out.
        Round cheapest = with(demands, quotes, steps, candidates.getFirst());
        if (loss(cheapest, round, candidates.getFirst()) > credit) {
            return Optional.empty();
        }
        List<Demand> hopeful = demands.stream().map(Pace::hoping).toList();
        Optional<List<Step>> wish = best(hopeful, quotes, WORTH_STARTING * round.rate());
        if (wish.isEmpty()) {
            return Optional.empty();
        }
        Round dream = new Round(hopeful, quotes);
        wish.get().forEach(dream::add);
        for (int session : candidates) {
            if (dream.usesModel(session)) {
                Round trial = with(demands, quotes, steps, session);
                double loss = loss(trial, round, session);
                if (loss > credit || trial.rows() > mostRows) {
                    return Optional.empty();
                }
                credit -= Math.max(0, loss);
                return Optional.of(trial);
            }
        }
        return Optional.empty();
    }

    /** The same steps, but for one session that drafts to see what becomes of it. */
    private static Round with(List<Demand> demands, Quotes quotes, List<Step> steps, int session) {
        Round trial = new Round(demands, quotes);
        for (Step step : steps) {
            if (step.session() != session) {
                trial.add(step);
            }
        }
        if (demands.get(session).proposal() instanceof Proposal.Open open) {
            for (int depth = 1; depth <= Math.min(TRIAL_DEPTH, open.byModel().depth()); depth++) {
                trial.add(new Step(session, Source.MODEL, depth, open.byModel().at(depth)));
            }
        }
        trial.serveWhole(session);
        return trial;
    }

    /** Seconds that a trial is expected to lose. */
    private static double loss(Round trial, Round round, int session) {
        return trial.secondsWithCatchUp(session) - trial.tokens() / round.rate();
    }

    /** Who does not ask the draft model and might, the cheapest to try first. */
    private static List<Integer> unknown(List<Demand> demands, Round round) {
        List<Integer> unknown = new ArrayList<>();
        for (int session = 0; session < demands.size(); session++) {
            if (!round.usesModel(session)
                    && demands.get(session).proposal() instanceof Proposal.Open open
                    && open.byModel().depth() > 0) {
                double left = 1 - open.byModel().at(1);
                if (open.hoped().at(1) - open.byModel().at(1) > KNOWN * left) {
                    unknown.add(session);
                }
            }
        }
        unknown.sort(Comparator.comparingInt(session -> demands.get(session).lag()));
        return unknown;
    }

    private static Demand hoping(Demand demand) {
        return switch (demand.proposal()) {
            case Proposal.Exact exact -> demand;
            case Proposal.Open open ->
                    new Demand(
                            new Proposal.Open(open.hoped(), open.byContext()),
                            demand.lag(),
                            demand.horizon());
        };
    }
}
