package io.outrider.cli.simulate;

import io.outrider.cli.simulate.Confidence.Token;
import io.outrider.cli.simulate.Crowd.Moment;
import io.outrider.method.Settings;
import io.outrider.model.Budget;
import io.outrider.model.Proposal;
import io.outrider.model.Survival;
import io.outrider.pace.Demand;
import io.outrider.pace.Grant;
import java.util.ArrayList;
import java.util.List;

/** A session that decodes with the method {@code auto}, without any model. */
final class Rider {
    /** Over so many tokens the engine spreads what catching up costs. */
    private static final int HORIZON = 200;

    /** Tokens of the prompt, which the draft model has not read when the session begins. */
    private static final int PROMPT = 100;

    private final Memory memory;
    private final Confidence confidence;
    private final Draws draws;
    private double written;
    private int lag = PROMPT;
    private boolean begun;

    /**
     * What a round came to.
     *
     * @param levels draft passes it took part in
     * @param catchUp rows more in the first draft pass, whether it takes part in it or reads only
     * @param submitted drafted tokens that the target was asked about
     * @param emitted tokens on average over the target's verdicts
     */
    record Ride(int levels, int catchUp, int submitted, double emitted) {}

    Rider(Memory memory, Confidence confidence, Draws draws) {
        this.memory = memory;
        this.confidence = confidence;
        this.draws = draws;
    }

    Demand demand(Moment moment) {
        if (!begun) {
            begun = true;
            return new Demand(Proposal.plain(), lag, HORIZON);
        }
        int most = moment.drafts() ? Settings.MOST_DRAFT_TOKENS : 0;
        return new Demand(
                new Proposal.Open(
                        Survival.of(memory.byModel(most)),
                        Survival.of(memory.byContext(moment.match(), moment.found())),
                        Survival.of(memory.hopedByModel(most))),
                lag,
                HORIZON);
    }

    /** Tokens written so far, on average over the target's verdicts. */
    double written() {
        return written;
    }

    Ride ride(Grant grant, Moment moment) {
        Ride ride = next(grant, moment);
        written += ride.emitted();
        return ride;
    }

    private Ride next(Grant grant, Moment moment) {
        Budget budget = grant.budget();
        lag -= grant.read();
        if (budget.draftLevels() > 0) {
            return byModel(budget, moment);
        }
        if (budget.depth() > 0) {
            return byContext(budget.depth(), grant.read(), moment);
        }
        memory.plainRound();
        lag++;
        return new Ride(0, grant.read(), 0, 1);
    }

    private Ride byContext(int depth, int read, Moment moment) {
        int accepted = 0;
        while (accepted < depth && draws.happens(moment.sticks())) {
            accepted++;
        }
        memory.contextRound(moment.match(), depth, accepted);
        lag += accepted + 1;
        return new Ride(0, read, depth, BruteForce.emitted(moment.sticks(), depth));
    }

    /** Stops where {@code AutoSpeculation} stops. */
    private Ride byModel(Budget budget, Moment moment) {
        double[] expected = memory.byModel(budget.depth());
        List<Double> confidences = new ArrayList<>();
        double survival = 1;
        double trueSurvival = 1;
        double emitted = 1;
        int submitted = 0;
        int accepted = 0;
        while (submitted < budget.depth()
                && survival * expected[submitted] >= budget.levelPrice()) {
            Token token = confidence.token(moment.alpha(), draws);
            confidences.add(token.confidence());
            survival *= memory.expected(token.confidence());
            if (survival < budget.rowPrice()) {
                break;
            }
            trueSurvival *= token.acceptance();
            emitted += trueSurvival;
            if (accepted == submitted && draws.happens(token.acceptance())) {
                accepted++;
            }
            submitted++;
        }
        memory.modelRound(confidences, submitted, accepted);
        int levels = confidences.size();
        if (levels == 0) {
            lag++;
            return new Ride(0, 0, 0, 1);
        }
        Ride ride = new Ride(levels, lag, submitted, emitted);
        lag = accepted - Math.min(accepted, levels - 1);
        return ride;
    }
}
