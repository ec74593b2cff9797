package io.outrider.method;

import io.outrider.acceptance.AcceptanceRule;
import io.outrider.acceptance.Draft;
import io.outrider.acceptance.GreedyRule;
import io.outrider.acceptance.Origin;
import io.outrider.acceptance.Verdict;
import io.outrider.model.Models;
import io.outrider.model.Rows;
import io.outrider.model.TokenTree;
import io.outrider.model.Want;
import io.outrider.probability.Chance;
import io.outrider.probability.Distribution;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** One round's drafted tokens along a single path, and their verification by the target. */
final class Chain {
    private final Context context;
    private final TokenTree tree;
    private final List<Integer> tokens = new ArrayList<>();
    private final List<Draft.Drafted> drawn = new ArrayList<>();
    private final List<Integer> path = new ArrayList<>();

    Chain(Context context) {
        this.context = context;
        this.tree = new TokenTree(context.lastToken());
        path.add(TokenTree.ROOT);
    }

    TokenTree tree() {
        return tree;
    }

    int tip() {
        return path.getLast();
    }

    int length() {
        return tokens.size();
    }

    /** Whether an end token was drafted; nothing may follow it. */
    boolean ended() {
        return !tokens.isEmpty() && context.ends(tokens.getLast());
    }

    /** Appends a token that was drawn from a distribution. */
    void add(int token, Distribution from) {
        add(token);
        drawn.add(new Draft.Drafted(token, from));
    }

    /** Appends a token at temperature 0, where no distribution is needed. */
    void add(int token) {
        tokens.add(token);
        path.add(tree.add(tip(), token));
    }

    /** One target pass over the path, then the rule's verdict as a commit. */
    Commit verify(Models models, AcceptanceRule rule, Chance chance) {
        if (tokens.isEmpty()) {
            return PlainDecoding.round(models, tree, context, chance);
        }
        // After an accepted end token nothing is emitted, so its row is not needed.
        List<Integer> nodes = ended() ? path.subList(0, path.size() - 1) : path;
        if (context.sampling().isGreedy()) {
            Rows rows = models.target().rows(tree, wants(nodes, Want.ArgMax::new));
            int[] best = nodes.stream().mapToInt(rows::argMax).toArray();
            int[] drafted = tokens.stream().mapToInt(Integer::intValue).toArray();
            return commit(new GreedyRule().judge(drafted, best));
        }
        Rows rows = models.target().rows(tree, wants(nodes, Want.Sampled::new));
        return commit(rule.judge(new Draft(drawn), onDemand(nodes, rows), chance));
    }

    private static List<Want> wants(List<Integer> nodes, IntFunction<Want> question) {
        return nodes.stream().map(question::apply).toList();
    }

    /** Rows after a rejection are never looked at, so they are not warped either. */
    private static List<Distribution> onDemand(List<Integer> nodes, Rows rows) {
        return new AbstractList<>() {
            @Override
            public Distribution get(int index) {
                return rows.distribution(nodes.get(index));
            }

            @Override
            public int size() {
                return nodes.size();
            }
        };
    }

    private Commit commit(Verdict verdict) {
        List<Commit.Emitted> emitted = new ArrayList<>();
        for (int token : tokens.subList(0, verdict.accepted())) {
            emitted.add(new Commit.Emitted(token, Origin.DRAFTED));
        }
        verdict.closing()
                .ifPresent(last -> emitted.add(new Commit.Emitted(last.token(), last.origin())));
        return new Commit(emitted, verdict.tests(), tokens.size());
    }
}
