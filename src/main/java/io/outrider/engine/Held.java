package io.outrider.engine;

import io.outrider.generation.Owner;
import io.outrider.model.CellSharing;
import java.util.Arrays;

/**
 * A sequence and the tokens that its first cells hold, as far as a model has evaluated them.
 *
 * @param tokens of a living session its prompt, which is never cut back; the models may hold more
 */
record Held(int sequence, Owner owner, int[] tokens) {

    /** How many tokens both begin with; none when they belong to different owners. */
    int common(Held other) {
        if (!owner.equals(other.owner)) {
            return 0;
        }
        int mismatch = Arrays.mismatch(tokens, other.tokens);
        return mismatch < 0 ? tokens.length : mismatch;
    }

    /** How many of the tokens a model holds. */
    int reach(CellSharing cells) {
        return Math.min(cells.length(sequence), tokens.length);
    }
}
