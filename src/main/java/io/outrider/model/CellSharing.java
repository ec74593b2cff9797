package io.outrider.model;

import java.util.Collection;

/**
 * What a cache can do whose sequences may hold the same cells. Equal tokens at equal positions
 * after equal tokens have equal keys and values, so a prefix that one sequence holds need not be
 * evaluated for another.
 *
 * <p>Confined to the thread of its {@link ForwardPass}.
 */
public interface CellSharing {

    /** Positions that a sequence holds. */
    int length(int sequence);

    /**
     * Lets a sequence hold the same cells as another one, from where it ends up to a position. From
     * then on the two are independent: whichever is cut, the other keeps its cells.
     *
     * @param from holds at least {@code length} positions
     * @param to another sequence; holds at most {@code length} positions, of the same tokens
     */
    void share(int from, int to, int length);

    /** Cells that these sequences hold and no other sequence does, each counted once. */
    int cellsOnlyIn(Collection<Integer> sequences);
}
