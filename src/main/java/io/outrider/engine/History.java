package io.outrider.engine;

import io.outrider.generation.Sampling;
import io.outrider.model.TokenTree;
import io.outrider.probability.Prefix;
import io.outrider.probability.TokenCounts;

/**
 * What the penalties see before each row: the context and the path to the row's node. Every drafted
 * position has a prefix of its own, or penalties would not be exact. Belongs to the session's
 * thread.
 */
final class History {
    private final SessionContext context;
    private final boolean repeats;
    private final boolean counts;
    private TokenCounts generated = TokenCounts.none();
    private int counted;

    History(SessionContext context) {
        this.context = context;
        Sampling sampling = context.sampling();
        this.repeats = sampling.repeatPenalty() != 1 && sampling.repeatLastN() != 0;
        this.counts = sampling.presencePenalty() != 0 || sampling.frequencyPenalty() != 0;
        this.counted = context.promptLength();
    }

    /** The prefix of the token that follows {@code node}. */
    Prefix before(TokenTree tree, int node) {
        if (!repeats && !counts) {
            return Prefix.none();
        }
        int[] path = tree.path(node);
        return new Prefix(repeats ? recent(tree, path) : TokenCounts.none(), generated(tree, path));
    }

    private TokenCounts recent(TokenTree tree, int[] path) {
        int total = context.length() + path.length - 1;
        int lastN = context.sampling().repeatLastN();
        int window = lastN < 0 ? total : Math.min(lastN, total);
        int[] tokens = new int[window];
        for (int i = 0; i < window; i++) {
            int at = total - window + i;
            tokens[i] =
                    at < context.length()
                            ? context.token(at)
                            : tree.token(path[at - context.length() + 1]);
        }
        return TokenCounts.of(tokens);
    }

    private TokenCounts generated(TokenTree tree, int[] path) {
        if (!counts) {
            return TokenCounts.none();
        }
        for (; counted < context.length(); counted++) {
            generated = generated.with(context.token(counted));
        }
        TokenCounts withPath = generated;
        for (int i = 1; i < path.length; i++) {
            withPath = withPath.with(tree.token(path[i]));
        }
        return withPath;
    }
}
