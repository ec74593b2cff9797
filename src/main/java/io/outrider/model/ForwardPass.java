package io.outrider.model;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * One model's context: a key-value cache shared by many sequences, and the pass that fills it.
 *
 * <p>Confined to the thread that created it, except {@link #shape()}, {@link #takeRow()}, {@link
 * #giveRow} and {@link #abort()}, which any thread may call.
 */
public interface ForwardPass extends AutoCloseable {

    /**
     * Size of the context.
     *
     * @param vocabulary floats in a row of logits
     * @param cells token positions the cache can hold, over all sequences
     * @param rows most rows in one pass
     * @param sequences how many sequence ids there are, from 0
     */
    record Shape(int vocabulary, int cells, int rows, int sequences) {}

    /**
     * One token position to evaluate.
     *
     * @param token its id, inside the vocabulary
     * @param position its place in the sequence, from 0; follows what the cache holds
     * @param sequence which sequence it belongs to
     * @param into where its logits go, {@code vocabulary} floats; {@link MemorySegment#NULL} when
     *     nobody wants them
     */
    record Row(int token, int position, int sequence, MemorySegment into) {
        public boolean wanted() {
            return !into.equals(MemorySegment.NULL);
        }
    }

    Shape shape();

    /**
     * Evaluates rows in one pass and copies the wanted logits out.
     *
     * @param rows at most {@code shape().rows()}; rows of one sequence in order of position
     * @throws PassFailed when the cache is full or the device failed; nothing of the rows then
     *     counts as evaluated
     */
    void run(List<Row> rows) throws PassFailed;

    /**
     * Ends the pass that is running, where the device can do that, and every later one: {@link
     * #run} throws. What is not running on a device has nothing to end.
     */
    default void abort() {}

    /** Forgets everything of a sequence from position {@code length} on. */
    void truncate(int sequence, int length);

    /** Cells in use, over all sequences; one that several sequences share counts once. */
    int usedCells();

    /** How sequences share cells; empty where they cannot. */
    default Optional<CellSharing> sharing() {
        return Optional.empty();
    }

    /** Whether a sequence can be cut anywhere; without it there is no speculation. */
    boolean cutsAnywhere();

    /** Room for one row of logits; give it back when the round is over. */
    MemorySegment takeRow();

    void giveRow(MemorySegment row);

    @Override
    void close();

    /** A pass that could not be done; the message says why. */
    final class PassFailed extends Exception {
        private static final long serialVersionUID = 1L;

        public PassFailed(String message) {
            super(message);
        }
    }
}
