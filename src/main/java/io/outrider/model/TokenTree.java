package io.outrider.model;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * The tokens a round considers: an append-only tree whose node 0 is the last context token.
 *
 * <p>The children of a node carry different tokens; their order is the order in which they were
 * sampled. Node numbers grow along every path. Used by one thread at a time.
 */
public final class TokenTree {

    /** The node of the last context token. */
    public static final int ROOT = 0;

    private int[] tokens = new int[8];
    private int[] parents = new int[8];
    private int size;

    public TokenTree(int lastContextToken) {
        append(-1, lastContextToken);
    }

    /** Nodes so far, the root included. */
    public int size() {
        return size;
    }

    public int token(int node) {
        return tokens[check(node)];
    }

    /** The parent of a node other than the root. */
    public int parent(int node) {
        if (node == ROOT) {
            throw new IllegalArgumentException("the root has no parent");
        }
        return parents[check(node)];
    }

    /** Steps from the root; the root has depth 0. */
    public int depth(int node) {
        int depth = 0;
        for (int at = check(node); at != ROOT; at = parents[at]) {
            depth++;
        }
        return depth;
    }

    /** The child of {@code parent} that carries {@code token}, added if there is none yet. */
    public int add(int parent, int token) {
        OptionalInt existing = child(parent, token);
        return existing.isPresent() ? existing.getAsInt() : append(parent, token);
    }

    public OptionalInt child(int parent, int token) {
        check(parent);
        for (int node = parent + 1; node < size; node++) {
            if (parents[node] == parent && tokens[node] == token) {
                return OptionalInt.of(node);
            }
        }
        return OptionalInt.empty();
    }

    /** Nodes from the root to {@code node}, both included. */
    public int[] path(int node) {
        int[] path = new int[depth(node) + 1];
        for (int i = path.length - 1, at = node; i >= 0; i--, at = parents[at]) {
            path[i] = at;
        }
        return path;
    }

    private int append(int parent, int token) {
        if (size == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * size);
            parents = Arrays.copyOf(parents, 2 * size);
        }
        tokens[size] = token;
        parents[size] = parent;
        return size++;
    }

    private int check(int node) {
        if (node < 0 || node >= size) {
            throw new IllegalArgumentException("no node " + node + " in a tree of " + size);
        }
        return node;
    }
}
