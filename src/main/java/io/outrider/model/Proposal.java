package io.outrider.model;

/**
 * The shape of a round that a method would like.
 *
 * @param depth tokens drafted along one path, so that the target is asked for {@code depth + 1}
 *     rows
 * @param draftLevels draft passes this takes: {@code depth} for a draft model, 0 for a lookup
 */
public record Proposal(int depth, int draftLevels) {

    public Proposal {
        if (depth < 0 || draftLevels < 0 || draftLevels > depth) {
            throw new IllegalArgumentException("bad proposal " + depth + ", " + draftLevels);
        }
    }

    /** One target row. */
    public static Proposal plain() {
        return new Proposal(0, 0);
    }

    /** A chain written by the draft model, one pass a token. */
    public static Proposal chain(int depth) {
        return new Proposal(depth, depth);
    }

    /** A chain that is known without asking any model. */
    public static Proposal lookup(int depth) {
        return new Proposal(depth, 0);
    }
}
