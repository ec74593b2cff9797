package io.outrider.engine;

import io.outrider.method.Commit;
import io.outrider.method.Context;
import io.outrider.model.ForwardPass;
import io.outrider.model.ForwardPass.Row;
import io.outrider.model.TokenTree;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What one model has evaluated of one session: a prefix of the context, then a path of this round's
 * tree. Between rounds the last context token is never evaluated, so node 0 can always be asked
 * for.
 *
 * <p>Belongs to the session's thread. Today a round's nodes form one path; branches come with
 * further sequence ids.
 */
final class Track {
    private final ForwardPass pass;
    private int sequence;
    private int kept;

    /** A beginning that the sequence holds and that nobody asked for yet. */
    private int held;

    private final List<Integer> path = new ArrayList<>();
    private final Map<Integer, MemorySegment> wanted = new HashMap<>();
    private final List<MemorySegment> rows = new ArrayList<>();

    /**
     * @param held tokens of the context that the model's sequence got from elsewhere
     */
    Track(ForwardPass pass, int sequence, int held) {
        this.pass = pass;
        this.sequence = sequence;
        this.held = held;
    }

    /**
     * The rows that must be evaluated for the wanted nodes. They count as evaluated from now on.
     *
     * @return context to catch up first, then nodes; never empty
     */
    Ask ask(Role role, Context context, TokenTree tree, List<Integer> wantedNodes) {
        TreeSet<Integer> missing = new TreeSet<>();
        for (int node : wantedNodes) {
            if (path.contains(node)) {
                throw new IllegalStateException(
                        "node " + node + " was evaluated already this round; want all at once");
            }
            for (int ancestor : tree.path(node)) {
                missing.add(ancestor);
            }
        }
        missing.removeAll(path);
        List<Row> asked = missing(context, context.length() - 1);
        int catchUp = asked.size();
        kept = context.length() - 1;
        for (int node : missing) {
            int last = path.isEmpty() ? -1 : path.getLast();
            if (node != TokenTree.ROOT && tree.parent(node) != last) {
                throw new IllegalStateException("a round's nodes form one path");
            }
            MemorySegment into = MemorySegment.NULL;
            if (wantedNodes.contains(node)) {
                into = pass.takeRow();
                rows.add(into);
                wanted.put(node, into);
            }
            asked.add(new Row(tree.token(node), kept + path.size(), sequence, into));
            path.add(node);
        }
        return new Ask(role, asked, catchUp);
    }

    /**
     * Context to read before the round begins, though nobody wants its rows. It counts as evaluated
     * from now on, and what the cache holds beyond it from {@link #skip} on.
     *
     * @param most tokens; what the sequence holds already comes on top
     */
    Ask read(Role role, Context context, int most) {
        int from = known(context);
        int to = Math.min(from + most, context.length() - 1);
        List<Row> asked = missing(context, to);
        kept = to;
        return Ask.reading(role, asked, to - from);
    }

    private List<Row> missing(Context context, int to) {
        List<Row> rows = new ArrayList<>();
        for (int i = kept; i < to; i++) {
            rows.add(new Row(context.token(i), i, sequence, MemorySegment.NULL));
        }
        return rows;
    }

    /** The cache turned out to hold so many more tokens of the context. */
    void skip(int tokens) {
        kept += tokens;
    }

    /** Whether node 0 was evaluated this round, so that asking again means starting over. */
    boolean evaluated(int node) {
        return path.contains(node);
    }

    /** The logits of a wanted node. */
    MemorySegment logits(int node) {
        MemorySegment row = wanted.get(node);
        if (row == null) {
            throw new IllegalStateException("nobody wanted node " + node);
        }
        return row;
    }

    /**
     * Ends the round: keeps what was committed of the evaluated path, forgets the rest.
     *
     * @param contextLength of the session before the commit
     * @param tree of the round
     * @return length to which the model's sequence must be cut, or -1 when nothing goes
     */
    int settle(int contextLength, TokenTree tree, Commit commit) {
        giveBack();
        if (path.isEmpty()) {
            return -1;
        }
        int evaluated = kept + path.size();
        int matched = 1;
        List<Commit.Emitted> tokens = commit.tokens();
        while (matched < path.size()
                && matched <= tokens.size()
                && tree.token(path.get(matched)) == tokens.get(matched - 1).token()) {
            matched++;
        }
        path.clear();
        kept = Math.min(contextLength - 1 + matched, contextLength + tokens.size() - 1);
        return kept < evaluated ? kept : -1;
    }

    /** Forgets this round's nodes; the model's sequence must be cut to the returned length. */
    int startOver() {
        wanted.clear();
        path.clear();
        return kept;
    }

    /**
     * Nothing of the context is evaluated any more; from now on it goes to another sequence.
     *
     * @param heldThere as for the constructor
     */
    void restart(int another, int heldThere) {
        if (!path.isEmpty()) {
            throw new IllegalStateException("a round is under way");
        }
        sequence = another;
        kept = 0;
        held = heldThere;
    }

    /** Returns row memory; safe at any time. */
    void giveBack() {
        rows.forEach(pass::giveRow);
        rows.clear();
        wanted.clear();
    }

    /** Context tokens this model has yet to read before it can evaluate the last one. */
    int lag(Context context) {
        return context.length() - 1 - known(context);
    }

    /** Context tokens this model's sequence holds, all but the last one at most. */
    private int known(Context context) {
        return Math.max(kept, Math.min(held, context.length() - 1));
    }

    int sequence() {
        return sequence;
    }

    ForwardPass pass() {
        return pass;
    }
}
