package io.outrider.pace;

import io.outrider.model.Budget;

/**
 * What a session may do in its next round.
 *
 * @param budget of its draft
 * @param read context tokens that its draft model reads first, in one pass; whoever reads so does
 *     not draft with that model in the same round
 */
public record Grant(Budget budget, int read) {

    /** A round in which nothing is read ahead. */
    public static Grant of(Budget budget) {
        return new Grant(budget, 0);
    }
}
