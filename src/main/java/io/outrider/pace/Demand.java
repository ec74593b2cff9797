package io.outrider.pace;

import io.outrider.model.Proposal;

/**
 * What one session asks for at the beginning of a round.
 *
 * @param proposal the shapes it could take
 * @param lag context tokens that the draft model has not evaluated yet, beyond the one that every
 *     round evaluates; catching up is charged to whoever wants to draft
 * @param horizon tokens the session is expected to write yet, over which that charge is spread; at
 *     least 1
 */
public record Demand(Proposal proposal, int lag, int horizon) {

    public Demand {
        if (lag < 0 || horizon < 1) {
            throw new IllegalArgumentException("lag " + lag + ", horizon " + horizon);
        }
    }
}
