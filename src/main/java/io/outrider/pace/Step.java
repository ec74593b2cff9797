package io.outrider.pace;

import io.outrider.model.Proposal;
import io.outrider.model.Survival;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One more drafted token for one session.
 *
 * @param depth of the token, from 1
 * @param survival of it and all before it
 */
record Step(int session, Source source, int depth, double survival) {

    /** Who writes it. */
    enum Source {
        CONTEXT,
        MODEL
    }

    /** Which sources a plan may use. */
    enum Choice {
        CONTEXT_ONLY,
        MODEL_ONLY,
        CONTEXT_BEFORE_MODEL
    }

    /** A token that is less likely to stay is worth no row on any machine. */
    private static final double LEAST_SURVIVAL = 0.01;

    /** Every token that may be drafted, the likeliest first. */
    static List<Step> all(List<Demand> demands, Choice choice) {
        List<Step> steps = new ArrayList<>();
        for (int session = 0; session < demands.size(); session++) {
            if (demands.get(session).proposal() instanceof Proposal.Open open) {
                boolean context = choice != Choice.MODEL_ONLY && open.byContext().depth() > 0;
                boolean model = choice != Choice.CONTEXT_ONLY && !context;
                Survival survival = context ? open.byContext() : open.byModel();
                Source source = context ? Source.CONTEXT : Source.MODEL;
                int depths = context || model ? survival.depth() : 0;
                for (int depth = 1;
                        depth <= depths && survival.at(depth) >= LEAST_SURVIVAL;
                        depth++) {
                    steps.add(new Step(session, source, depth, survival.at(depth)));
                }
            }
        }
        // Stable, so that a session's tokens stay in order where they are equally likely.
        steps.sort(Comparator.comparingDouble(Step::survival).reversed());
        return steps;
    }

    /** Whether it takes at most so many draft passes. */
    boolean isWithin(int levels) {
        return source == Source.CONTEXT || depth <= levels;
    }
}
