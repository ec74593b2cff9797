package io.outrider.engine;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.outrider.model.Rows;
import io.outrider.model.TokenTree;
import io.outrider.probability.Distribution;
import io.outrider.probability.Logits;
import io.outrider.probability.Warp;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rows that a pass filled, warped on the session's own thread when they are looked at. */
final class SessionRows implements Rows {
    private final Warp warp;
    private final History history;
    private final TokenTree tree;
    private final Map<Integer, Logits> logits = new HashMap<>();
    private final Map<Integer, Distribution> distributions = new HashMap<>();

    /**
     * @param vocabulary ids that count; a longer row is read up to there
     */
    SessionRows(
            Warp warp,
            History history,
            TokenTree tree,
            List<Integer> nodes,
            Track track,
            int vocabulary) {
        this.warp = warp;
        this.history = history;
        this.tree = tree;
        for (int node : nodes) {
            MemorySegment row = track.logits(node);
            long bytes = Math.min(row.byteSize(), JAVA_FLOAT.byteSize() * vocabulary);
            logits.put(node, Logits.of(row.asSlice(0, bytes)));
        }
    }

    @Override
    public int argMax(int node) {
        return warp.argMax(row(node), history.before(tree, node));
    }

    @Override
    public Distribution distribution(int node) {
        return distributions.computeIfAbsent(
                node, asked -> warp.distribution(row(asked), history.before(tree, asked)));
    }

    @Override
    public double confidence(int node) {
        return warp.confidence(row(node), history.before(tree, node));
    }

    private Logits row(int node) {
        Logits row = logits.get(node);
        if (row == null) {
            throw new IllegalStateException("nobody wanted node " + node + " in this call");
        }
        return row;
    }
}
