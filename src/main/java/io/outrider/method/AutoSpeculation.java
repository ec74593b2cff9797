package io.outrider.method;

import io.outrider.acceptance.AcceptanceRule;
import io.outrider.acceptance.DraftRecord;
import io.outrider.acceptance.RejectionRule;
import io.outrider.model.Budget;
import io.outrider.model.Models;
import io.outrider.model.Proposal;
import io.outrider.model.Rows;
import io.outrider.model.Survival;
import io.outrider.model.TokenTree;
import io.outrider.model.Want;
import io.outrider.probability.Chance;
import io.outrider.probability.Distribution;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets the engine choose each round between plain decoding, a draft looked up in the context and a
 * draft by the draft model, and how long it is. All of them are lossless, and so is the choice: it
 * depends on finished rounds, on load, and on draft distributions before a token is drawn from
 * them, never on which token was drawn (methods.md A7).
 *
 * <p>A session's first round is plain: until then nothing is known, and the draft model would have
 * to read the whole prompt before the first token.
 */
final class AutoSpeculation implements DecodingMethod {

    @Override
    public Guarantee guarantee() {
        return Guarantee.LOSSLESS;
    }

    @Override
    public Needs needs(Settings settings) {
        return new Needs(Needs.Draft.WELCOME, Settings.MOST_DRAFT_TOKENS + 1);
    }

    @Override
    public Decoder open(Models models, Settings settings) {
        return new Session(models);
    }

    private static final class Session implements Decoder {
        private final Models models;
        private final NgramIndex index = new NgramIndex();
        private final AcceptanceRule rule = new RejectionRule();
        private boolean begun;

        Session(Models models) {
            this.models = models;
        }

        @Override
        public Commit next(Context context, Chance chance) {
            DraftRecord record = context.draftRecord();
            if (!begun) {
                begun = true;
                Budget unused = models.budget(Proposal.plain());
                return plain(context, chance);
            }
            int most = Settings.MOST_DRAFT_TOKENS;
            NgramIndex.Found found = index.lookUp(context, most);
            int drafted = models.canDraft() ? most : 0;
            Budget budget =
                    models.budget(
                            new Proposal.Open(
                                    Survival.of(record.byModel(drafted)),
                                    Survival.of(
                                            record.byContext(
                                                    found.match(), found.following().size())),
                                    Survival.of(record.hopedByModel(drafted))));
            if (budget.draftLevels() > 0) {
                return byModel(budget, context, chance);
            }
            if (budget.depth() > 0) {
                return byContext(found, budget.depth(), context, chance);
            }
            record.plainRound();
            return plain(context, chance);
        }

        private Commit plain(Context context, Chance chance) {
            return PlainDecoding.round(models, new TokenTree(context.lastToken()), context, chance);
        }

        private Commit byContext(
                NgramIndex.Found found, int depth, Context context, Chance chance) {
            Chain chain = new Chain(context);
            for (int token : found.following().subList(0, depth)) {
                if (context.sampling().isGreedy()) {
                    chain.add(token);
                } else {
                    chain.add(token, Distribution.certain(models.vocabulary(), token));
                }
            }
            Commit commit = chain.verify(models, rule, chance);
            context.draftRecord().contextRound(found.match(), depth, commit.accepted());
            return commit;
        }

        /** Drafts until the budget ends or the next token would probably not be worth its row. */
        private Commit byModel(Budget budget, Context context, Chance chance) {
            DraftRecord record = context.draftRecord();
            Chain chain = new Chain(context);
            List<Double> confidences = new ArrayList<>();
            double[] expected = record.byModel(budget.depth());
            double survival = 1;
            while (chain.length() < budget.depth()
                    && !chain.ended()
                    && survival * expected[chain.length()] >= budget.levelPrice()) {
                int tip = chain.tip();
                boolean greedy = context.sampling().isGreedy();
                Want want = greedy ? new Want.ArgMax(tip) : new Want.Sampled(tip);
                Rows rows = models.draft().rows(chain.tree(), List.of(want));
                double confidence = rows.confidence(tip);
                confidences.add(confidence);
                survival *= record.expected(confidence);
                if (survival < budget.rowPrice()) {
                    break;
                }
                if (greedy) {
                    chain.add(rows.argMax(tip));
                } else {
                    Distribution drawnFrom = rows.distribution(tip);
                    chain.add(chance.pick(drawnFrom), drawnFrom);
                }
            }
            Commit commit = chain.verify(models, rule, chance);
            record.modelRound(confidences, chain.length(), commit.accepted());
            return commit;
        }
    }
}
