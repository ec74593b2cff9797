package io.outrider.method;

import io.outrider.model.Models;
import io.outrider.model.Proposal;
import io.outrider.model.Rows;
import io.outrider.model.TokenTree;
import io.outrider.model.Want;
import io.outrider.probability.Chance;
import java.util.List;

/** One target row, one token: ordinary sampling. */
final class PlainDecoding implements DecodingMethod {

    @Override
    public Guarantee guarantee() {
        return Guarantee.LOSSLESS;
    }

    @Override
    public Needs needs(Settings settings) {
        return new Needs(Needs.Draft.UNUSED, 1);
    }

    @Override
    public Decoder open(Models models, Settings settings) {
        return (context, chance) -> {
            models.budget(Proposal.plain());
            return round(models, new TokenTree(context.lastToken()), context, chance);
        };
    }

    /** A round without a draft, for any method that has none to offer. */
    static Commit round(Models models, TokenTree tree, Context context, Chance chance) {
        if (context.sampling().isGreedy()) {
            Rows rows = models.target().rows(tree, List.of(new Want.ArgMax(TokenTree.ROOT)));
            return Commit.plain(rows.argMax(TokenTree.ROOT));
        }
        Rows rows = models.target().rows(tree, List.of(new Want.Sampled(TokenTree.ROOT)));
        return Commit.plain(chance.pick(rows.distribution(TokenTree.ROOT)));
    }
}
