package io.outrider.pace;

import io.outrider.model.Proposal;
import io.outrider.pace.Step.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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
 *   <li>A draft model that has much to read does so in pieces, beside rounds in which its session
 *       decodes plainly, one model after the other, so that nobody waits long for any; and no more
 *       is read than drafts have saved, but for a beginning.
 * </ol>
 *
 * <p>Proposals that leave no choice are served exactly and only counted.
 */
public final class Pace {
    /** Plain rounds' worth of time that a round may take, so that text does not come in jerks. */
    public static final double LONGEST_ROUND = 2.4;

    /** The same for drafts beside which somebody reads. */
    private static final double LONGEST_BESIDE_READING = 1.8;

    /** Estimates err, and the best of many errs upwards: the least gain for which to draft. */
    private static final double WORTH_STARTING = 1.025;

    private static final double WORTH_GOING_ON = 1.01;

    /** Share of the time that may be lost to trials. */
    private static final double TRIALS = 0.004;

    /** Likewise to plain rounds while drafts pay. */
    private static final double PLAIN = 0.003;

    /**
     * Plain rounds' worth of loss that trials may run ahead: while drafts by a model were never
     * worth it, so that one that needs much to read is found out about too; from then on; and at
     * most.
     */
    private static final double UNTRIED_CREDIT = 6.5;

    private static final double FIRST_CREDIT = 0.5;

    private static final double MOST_CREDIT = 8;

    /** A session of which so little is left to hope for is known. */
    private static final double KNOWN = 0.2;

    /** Tokens that are drafted to see what becomes of them. */
    private static final int TRIAL_DEPTH = 2;

    /** So much a draft model has to read after any round, and after a few plain ones. */
    private static final int USUAL_LAG = 8;

    /** Tokens that are read at the least, or what a round adds would never be caught up with. */
    private static final int LEAST_READ = 8;

    /** Rounds with drafts after which it is known roughly what they are worth. */
    private static final int FEW_TRIED = 8;

    /** Plain rounds' worth of time saved by drafts that may be spent on reading ahead of them. */
    private static final double MOST_SAVED = 40;

    private static final int NOBODY = -1;

    private final PassCosts costs;
    private final int mostRows;
    private boolean drafting;

    private boolean begun;

    /** Whether drafts by a model have ever been worth it, as far as one knew. */
    private boolean wanted;

    /** Rounds in which a draft model wrote. */
    private int tried;

    /** Seconds that trials may lose. */
    private double credit;

    /** Seconds that plain rounds may lose. */
    private double plainCredit;

    /** Seconds that drafts have saved and reading has not spent; it stops below zero. */
    private double saved;

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
        List<Step> best = search(demands, quotes).best(enough, LONGEST_ROUND).orElse(List.of());
        Round round = round(demands, quotes, best);
        if (round.usesModel() && !wanted) {
            wanted = true;
            credit = Math.min(credit, FIRST_CREDIT * plain.seconds());
        }
        List<Integer> readers = isTooLong(round) ? readers(best, demands) : List.of();
        List<Demand> served = demands;
        if (!readers.isEmpty()) {
            served = withoutThoseBehind(demands, saved < 0 ? NOBODY : readers.getFirst());
            best = search(served, quotes).best(enough, LONGEST_BESIDE_READING).orElse(List.of());
            round = round(served, quotes, best);
        }
        drafting = !best.isEmpty();
        if (drafting && isTimeForPlain(plain, round)) {
            round = new Round(demands, quotes);
        } else {
            Optional<Trial> trial = trial(served, quotes, best, round);
            if (trial.isPresent() && mustRead(trial.get(), demands)) {
                int session = trial.get().session();
                read(List.of(session), demands, round);
                credit -= round.caughtUp(session);
            } else {
                round = trial.map(Trial::round).orElse(round);
                credit -= trial.map(Trial::loss).orElse(0.0);
                // While the first drafts show what they are worth, others wait for that.
                if (saved >= 0 && (tried == FEW_TRIED || !round.usesModel())) {
                    read(readers, demands, round);
                    saved -= round.readingSeconds(0);
                }
            }
        }
        if (round.usesModel()) {
            tried = Math.min(FEW_TRIED, tried + 1);
            saved += round.tokens() / plain.rate() - round.secondsWithCatchUp();
        }
        double seconds = round.seconds() + round.readingSeconds(0);
        earn(plain.seconds(), seconds);
        return new Plan(round.grants(), round.tokens(), seconds, plain.tokens(), plain.seconds());
    }

    /** Time passes, in which trials are earned, and a little reading. */
    private void earn(double plainSeconds, double seconds) {
        if (!begun) {
            begun = true;
            credit = (wanted ? FIRST_CREDIT : UNTRIED_CREDIT) * plainSeconds;
            saved += MOST_SAVED * plainSeconds;
        }
        credit = Math.min(MOST_CREDIT * plainSeconds, credit + TRIALS * seconds);
        saved = Math.min(MOST_SAVED * plainSeconds, saved + TRIALS * seconds);
    }

    /** Whether a round lasts too long when draft models read in it all that they have to. */
    private static boolean isTooLong(Round round) {
        return round.secondsWithCatchUp() > LONGEST_ROUND * round.plainSeconds();
    }

    /** Whether a draft model has more to read than after a few plain rounds. */
    private static boolean isFarBehind(Demand demand) {
        return demand.lag() > USUAL_LAG && demand.proposal() instanceof Proposal.Open;
    }

    /** Whose draft models are far behind and ought to do these steps; least to read first. */
    private static List<Integer> readers(List<Step> steps, List<Demand> demands) {
        return steps.stream()
                .filter(step -> step.source() == Source.MODEL && step.depth() == 1)
                .map(Step::session)
                .filter(session -> isFarBehind(demands.get(session)))
                .sorted(Comparator.comparingInt(session -> demands.get(session).lag()))
                .toList();
    }

    private static boolean mustRead(Trial trial, List<Demand> demands) {
        return isTooLong(trial.round()) && isFarBehind(demands.get(trial.session()));
    }

    /**
     * Whoever is far behind does without the draft model.
     *
     * @param reader whom no fairness towards it keeps others from drafting: it invests
     */
    private static List<Demand> withoutThoseBehind(List<Demand> demands, int reader) {
        List<Demand> served = new ArrayList<>();
        for (int session = 0; session < demands.size(); session++) {
            Demand demand = demands.get(session);
            Proposal possible = demand.proposal();
            if (session == reader) {
                possible = Proposal.plain();
            } else if (isFarBehind(demand)) {
                possible = possible.withoutDraftModel();
            }
            served.add(new Demand(possible, demand.lag(), demand.horizon()));
        }
        return served;
    }

    private Search search(List<Demand> demands, Quotes quotes) {
        return new Search(demands, quotes, mostRows);
    }

    private static Round round(List<Demand> demands, Quotes quotes, List<Step> steps) {
        Round round = new Round(demands, quotes);
        steps.forEach(round::add);
        return round;
    }

    /** Lets draft models read beside a round, as much as it has room for. */
    private void read(List<Integer> readers, List<Demand> demands, Round round) {
        double most = LONGEST_ROUND * round.plainSeconds() - round.seconds();
        int room = mostRows - round.draftRows();
        for (int session : readers) {
            int lag = Math.min(demands.get(session).lag(), room);
            int tokens = session == readers.getFirst() ? Math.min(lag, LEAST_READ) : 0;
            while (tokens < lag && round.readingSeconds(tokens + 1) <= most) {
                tokens++;
            }
            round.read(session, tokens);
            room -= tokens;
        }
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

    /**
     * A round in which a session drafts to see what becomes of it.
     *
     * @param loss in seconds, with all that its draft model has to read
     */
    private record Trial(int session, Round round, double loss) {}

    /**
     * The round with one session more that drafts, to see what becomes of it: one that would draft
     * if all that can be hoped for came true, and whose expected loss is earned.
     */
    private Optional<Trial> trial(
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
        Optional<List<Step>> wish =
                search(hopeful, quotes).best(WORTH_STARTING * round.rate(), LONGEST_ROUND);
        if (wish.isEmpty()) {
            return Optional.empty();
        }
        Round dream = round(hopeful, quotes, wish.get());
        for (int session : candidates) {
            if (dream.usesModel(session)) {
                Round trial = with(demands, quotes, steps, session);
                double loss = loss(trial, round, session);
                if (loss > credit || trial.rows() > mostRows) {
                    return Optional.empty();
                }
                return Optional.of(new Trial(session, trial, Math.max(0, loss)));
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
        return trial.secondsWithCatchUpOf(session) - trial.tokens() / round.rate();
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
