package io.outrider.model;

/**
 * What a round may use.
 *
 * @param depth tokens it may draft: what was proposed, cut to what the session may still emit
 * @param draftLevels draft passes among them; 0 means that only a lookup may draft
 * @param rowPrice a drafted token is worth its target row while it survives at least so likely; 0
 *     where the depth is to be served exactly
 * @param levelPrice likewise for a token that needs a further draft pass as well
 */
public record Budget(int depth, int draftLevels, double rowPrice, double levelPrice) {

    /** To be served exactly. */
    public static Budget exact(int depth, int draftLevels) {
        return new Budget(depth, draftLevels, 0, 0);
    }
}
