package io.outrider.method;

import io.outrider.acceptance.AcceptanceRule;
import io.outrider.model.Models;
import io.outrider.model.Proposal;
import io.outrider.model.Rows;
import io.outrider.model.TokenTree;
import io.outrider.model.Want;
import io.outrider.probability.Chance;
import io.outrider.probability.Distribution;
import java.util.List;

/**
 * Speculative sampling: the draft model writes a chain token by token, the target reads it in one
 * pass, and a rule decides how much of it stays (Leviathan et al., arXiv 2211.17192, algorithm 1;
 * Chen et al., arXiv 2302.01318; with {@code BlockRule} Sun et al., arXiv 2403.10444).
 *
 * <p>Drafted tokens are sampled from the draft through the request's own sampler chain, and that
 * distribution is what the rule is told, so that the output law is exactly the target's.
 */
final class ChainSpeculation implements DecodingMethod {
    private final AcceptanceRule rule;

    ChainSpeculation(AcceptanceRule rule) {
        this.rule = rule;
    }

    @Override
    public Guarantee guarantee() {
        return Guarantee.LOSSLESS;
    }

    @Override
    public Needs needs(Settings settings) {
        return new Needs(Needs.Draft.REQUIRED, settings.draftTokens() + 1);
    }

    @Override
    public Decoder open(Models models, Settings settings) {
        return (context, chance) -> {
            int depth = models.budget(Proposal.chain(settings.draftTokens())).depth();
            Chain chain = new Chain(context);
            while (chain.length() < depth && !chain.ended()) {
                draft(models, chain, context, chance);
            }
            return chain.verify(models, rule, chance);
        };
    }

    private static void draft(Models models, Chain chain, Context context, Chance chance) {
        TokenTree tree = chain.tree();
        int tip = chain.tip();
        if (context.sampling().isGreedy()) {
            Rows rows = models.draft().rows(tree, List.of(new Want.ArgMax(tip)));
            chain.add(rows.argMax(tip));
        } else {
            Rows rows = models.draft().rows(tree, List.of(new Want.Sampled(tip)));
            Distribution drawnFrom = rows.distribution(tip);
            chain.add(chance.pick(drawnFrom), drawnFrom);
        }
    }
}
