package io.outrider.acceptance;

import java.util.List;

/**
 * What a session's drafts have come to so far, and what its next ones may be expected to: tokens
 * that were <em>tested</em> count, those after a rejection do not (counting them as rejected biases
 * the estimate low). A session leans on what all sessions saw, and all lean on a constant.
 *
 * <p>Every figure here is a function of finished rounds and of draft distributions, never of the
 * identity of a token of the current round (methods.md A7), so it may steer how much is drafted. A
 * session's record belongs to its thread; {@link Shared} is thread-safe.
 */
public final class DraftRecord {
    private static final int[] DEPTHS = {1, 2, 4};
    private static final int[] MATCHES = {2, 3, 5, 8, 12, 20, 40};
    private static final double[] MATCH_PRIOR = {0.3, 0.45, 0.6, 0.72, 0.82, 0.88, 0.92, 0.95};
    private static final double MODEL_PRIOR = 0.72;
    private static final double[] CONFIDENCES = {0.3, 0.5, 0.65, 0.8, 0.9, 0.95, 0.98, 0.995};
    private static final double[] CONFIDENCE_PRIOR = {
        0.25, 0.4, 0.57, 0.72, 0.83, 0.9, 0.94, 0.97, 0.99
    };
    private static final double SESSION_HALF_LIFE = 256;
    private static final double SHARED_HALF_LIFE = 2000;
    private static final double SESSION_WEIGHT = 6;
    private static final double SHARED_WEIGHT = 8;

    /** Depth says little that is not seen one token earlier. */
    private static final double DEPTH_WEIGHT = 24;

    /** A round without a trial takes so many trials' worth from what a session remembers. */
    private static final double IDLE = 1.6;

    /** Successes in a row that may still come to light where nothing was tried. */
    private static final double HOPE = 20;

    /** What all sessions with the same kind of sampling saw. */
    public static final class Shared {
        private final AcceptanceRate[] byDepth = rates(DEPTHS.length + 1, SHARED_HALF_LIFE);
        private final AcceptanceRate[] byMatch = rates(MATCHES.length + 1, SHARED_HALF_LIFE);
        private final AcceptanceRate[] byConfidence =
                rates(CONFIDENCE_PRIOR.length, SHARED_HALF_LIFE);

        private synchronized double depth(int bucket) {
            // What was not tried so deep is likeliest to be as good as what was, less deep.
            return bucket == 0
                    ? byDepth[0].estimate(MODEL_PRIOR, SHARED_WEIGHT)
                    : byDepth[bucket].estimate(depth(bucket - 1), DEPTH_WEIGHT);
        }

        private synchronized double match(int bucket) {
            return byMatch[bucket].estimate(MATCH_PRIOR[bucket], SHARED_WEIGHT);
        }

        private synchronized double confidence(int bin) {
            return byConfidence[bin].estimate(CONFIDENCE_PRIOR[bin], SHARED_WEIGHT);
        }

        private synchronized void learnDepth(int bucket, double success) {
            DraftRecord.learn(byDepth, bucket, success);
        }

        private synchronized void learnMatch(int bucket, double success) {
            byMatch[bucket].learn(success);
        }

        private synchronized void learnConfidence(int bin, double success) {
            byConfidence[bin].learn(success);
        }
    }

    private final Shared shared;
    private final AcceptanceRate[] byDepth = rates(DEPTHS.length + 1, SESSION_HALF_LIFE);
    private final AcceptanceRate[] byMatch = rates(MATCHES.length + 1, SESSION_HALF_LIFE);

    /** Of the tokens tested: what their confidence promised, and what became of them. */
    private final AcceptanceRate foreseen = new AcceptanceRate(SESSION_HALF_LIFE);

    private final AcceptanceRate seen = new AcceptanceRate(SESSION_HALF_LIFE);

    public DraftRecord(Shared shared) {
        this.shared = shared;
    }

    private static AcceptanceRate[] rates(int count, double halfLife) {
        AcceptanceRate[] rates = new AcceptanceRate[count];
        for (int i = 0; i < count; i++) {
            rates[i] = new AcceptanceRate(halfLife);
        }
        return rates;
    }

    /** Index of the first bound that is not below {@code value}; their number if there is none. */
    private static int bucket(int[] bounds, int value) {
        int bucket = 0;
        while (bucket < bounds.length && value > bounds[bucket]) {
            bucket++;
        }
        return bucket;
    }

    private static int bin(double confidence) {
        int bin = 0;
        while (bin < CONFIDENCES.length && confidence > CONFIDENCES[bin]) {
            bin++;
        }
        return bin;
    }

    // ---- what to expect ------------------------------------------------------------------------

    /**
     * The chance of each token of a draft by the model to be accepted once those before it were.
     */
    public double[] byModel(int tokens) {
        return byModel(tokens, 0);
    }

    /**
     * The same, as it may turn out at best: what was not tried lately may have become better, and
     * somebody must try or nobody will know.
     */
    public double[] hopedByModel(int tokens) {
        return byModel(tokens, HOPE);
    }

    private double[] byModel(int tokens, double hope) {
        double[] byBucket = new double[byDepth.length];
        double above = 0;
        for (int bucket = 0; bucket < byBucket.length; bucket++) {
            double all = shared.depth(bucket);
            if (bucket == 0) {
                double weight = SESSION_WEIGHT + hope;
                double prior = (SESSION_WEIGHT * all + hope) / weight;
                byBucket[0] = byDepth[0].estimate(prior, weight);
            } else {
                double prior = moved(all, above, byBucket[bucket - 1]);
                byBucket[bucket] = byDepth[bucket].estimate(prior, DEPTH_WEIGHT);
            }
            above = all;
        }
        double[] chances = new double[tokens];
        for (int i = 0; i < tokens; i++) {
            chances[i] = byBucket[bucket(DEPTHS, i + 1)];
        }
        return chances;
    }

    /** A chance, with its odds multiplied as those of {@code from} are to become {@code to}. */
    private static double moved(double chance, double from, double to) {
        double odds = chance / (1 - chance) * (to / (1 - to)) / (from / (1 - from));
        return odds / (1 + odds);
    }

    /**
     * Likewise for a draft looked up in the context. A match grows with every token that is
     * accepted, so the i-th token stands like the first one after a match that is i longer.
     *
     * @param match tokens in which the context's end and the place looked up agree
     */
    public double[] byContext(int match, int tokens) {
        double[] chances = new double[tokens];
        for (int i = 0; i < tokens; i++) {
            int bucket = bucket(MATCHES, match + i);
            chances[i] = byMatch[bucket].estimate(shared.match(bucket), SESSION_WEIGHT);
        }
        return chances;
    }

    /**
     * The chance of a token drawn from a draft distribution to be accepted.
     *
     * @param confidence the distribution's largest probability
     */
    public double calibrated(double confidence) {
        return shared.confidence(bin(confidence));
    }

    /**
     * The same for this session, whose tokens may be accepted more or less often than others' of
     * the same confidence.
     */
    public double expected(double confidence) {
        return moved(
                calibrated(confidence),
                foreseen.estimate(MODEL_PRIOR, SESSION_WEIGHT),
                seen.estimate(MODEL_PRIOR, SESSION_WEIGHT));
    }

    // ---- what happened -------------------------------------------------------------------------

    /** A round without a draft. */
    public void plainRound() {
        forgetDeeperThan(0);
    }

    /** What was not tried this round may have changed. */
    private void forgetDeeperThan(int depth) {
        for (int bucket = depth == 0 ? 0 : bucket(DEPTHS, depth) + 1;
                bucket < byDepth.length;
                bucket++) {
            byDepth[bucket].forget(IDLE);
        }
    }

    /**
     * A round whose draft the model wrote.
     *
     * @param confidences of every distribution the model was asked for, those included whose token
     *     was not submitted
     * @param submitted drafted tokens the target was asked about
     * @param accepted of them
     */
    public void modelRound(List<Double> confidences, int submitted, int accepted) {
        forgetDeeperThan(Math.min(confidences.size(), accepted + 1));
        for (int i = 0; i < confidences.size() && i <= accepted; i++) {
            double confidence = confidences.get(i);
            int bucket = bucket(DEPTHS, i + 1);
            if (i < submitted) {
                double success = i < accepted ? 1 : 0;
                foreseen.learn(calibrated(confidence));
                seen.learn(success);
                shared.learnConfidence(bin(confidence), success);
                learnDepth(bucket, success);
            } else {
                // Never tested, but expected: leaving it out would count only what looked good.
                double expected = expected(confidence);
                learnDepth(bucket, expected);
            }
        }
    }

    private void learnDepth(int bucket, double success) {
        shared.learnDepth(bucket, success);
        learn(byDepth, bucket, success);
    }

    private static void learn(AcceptanceRate[] byDepth, int bucket, double success) {
        if (byDepth[bucket].learn(success)) {
            // Tokens behind a rejected one are not tested, so they would go on being trusted.
            for (int deeper = bucket + 1; deeper < byDepth.length; deeper++) {
                byDepth[deeper].doubt();
            }
        }
    }

    /** A round whose draft came from the context. */
    public void contextRound(int match, int submitted, int accepted) {
        for (int i = 0; i < submitted && i <= accepted; i++) {
            int bucket = bucket(MATCHES, match + i);
            double success = i < accepted ? 1 : 0;
            byMatch[bucket].learn(success);
            shared.learnMatch(bucket, success);
        }
    }
}
