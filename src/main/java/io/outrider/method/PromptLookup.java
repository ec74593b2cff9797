package io.outrider.method;

import io.outrider.acceptance.RejectionRule;
import io.outrider.model.Models;
import io.outrider.model.Proposal;
import io.outrider.probability.Distribution;
import java.util.List;

/**
 * Drafts what followed the last occurrence of the context's newest tokens; no draft model (Saxena's
 * prompt lookup decoding, as measured in Spec-Bench). The proposal is deterministic, so a drafted
 * token is accepted with exactly its target probability (methods.md A8).
 */
final class PromptLookup implements DecodingMethod {

    @Override
    public Guarantee guarantee() {
        return Guarantee.LOSSLESS;
    }

    @Override
    public Needs needs(Settings settings) {
        return new Needs(Needs.Draft.UNUSED, settings.draftTokens() + 1);
    }

    @Override
    public Decoder open(Models models, Settings settings) {
        NgramIndex index = new NgramIndex();
        RejectionRule rule = new RejectionRule();
        return (context, chance) -> {
            List<Integer> found = index.lookUp(context, settings.draftTokens()).following();
            int depth = models.budget(Proposal.lookup(found.size())).depth();
            Chain chain = new Chain(context);
            for (int token : found.subList(0, Math.min(depth, found.size()))) {
                if (context.sampling().isGreedy()) {
                    chain.add(token);
                } else {
                    chain.add(token, Distribution.certain(models.vocabulary(), token));
                }
            }
            return chain.verify(models, rule, chance);
        };
    }
}
