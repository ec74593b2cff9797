package io.outrider.probability;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A row of logits after bias and penalties, read in blocks. Few ids differ from the raw row, so
 * only those are kept beside it.
 */
final class ProcessedRow {
    private final Logits row;
    private final int[] changedIds;
    private final float[] changed;
    private final float[] blockMaxima;
    private final float max;

    ProcessedRow(WarpSettings settings, Logits row, Prefix prefix) {
        this.row = row;
        this.changedIds = changedIds(settings, prefix, row.size());
        this.changed = new float[changedIds.length];
        for (int i = 0; i < changed.length; i++) {
            changed[i] = processed(settings, prefix, changedIds[i], row.at(changedIds[i]));
        }
        this.blockMaxima = new float[Blocks.count(row.size())];
        float[] values = buffer();
        float most = Float.NEGATIVE_INFINITY;
        for (int block = 0; block < blockMaxima.length; block++) {
            blockMaxima[block] = Kernels.BEST.max(values, read(block, values));
            most = Math.max(most, blockMaxima[block]);
        }
        if (!Float.isFinite(most)) {
            throw new IllegalArgumentException("the largest logit of a row is " + most);
        }
        this.max = most;
    }

    private static int[] changedIds(WarpSettings settings, Prefix prefix, int size) {
        IntStream ids = Arrays.stream(settings.bias().ids());
        if (settings.repeatPenalty() != 1) {
            ids = IntStream.concat(ids, Arrays.stream(prefix.recent().ids()));
        }
        if (settings.presencePenalty() != 0 || settings.frequencyPenalty() != 0) {
            ids = IntStream.concat(ids, Arrays.stream(prefix.generated().ids()));
        }
        return ids.filter(id -> id < size).sorted().distinct().toArray();
    }

    private static float processed(WarpSettings settings, Prefix prefix, int id, float logit) {
        double value = logit + settings.bias().on(id);
        if (prefix.recent().count(id) > 0) {
            // Dividing a negative logit would make the token more likely.
            value =
                    value <= 0
                            ? value * settings.repeatPenalty()
                            : value / settings.repeatPenalty();
        }
        int count = prefix.generated().count(id);
        if (count > 0) {
            value -= count * settings.frequencyPenalty() + settings.presencePenalty();
        }
        // An extreme penalty must not make a logit infinite.
        return (float) Math.clamp(value, -Float.MAX_VALUE, Float.MAX_VALUE);
    }

    static float[] buffer() {
        return new float[Blocks.SIZE];
    }

    int size() {
        return row.size();
    }

    int blocks() {
        return blockMaxima.length;
    }

    /** The largest logit; finite. */
    float max() {
        return max;
    }

    float max(int block) {
        return blockMaxima[block];
    }

    /**
     * Reads a block.
     *
     * @param into a {@link #buffer()}
     * @return how many logits the block has
     */
    int read(int block, float[] into) {
        int from = block * Blocks.SIZE;
        int to = Blocks.end(block, row.size());
        row.copy(from, to, into);
        if (changedIds.length > 0) {
            int at = Arrays.binarySearch(changedIds, from);
            for (int i = at < 0 ? -at - 1 : at; i < changed.length && changedIds[i] < to; i++) {
                into[changedIds[i] - from] = changed[i];
            }
        }
        return to - from;
    }

    /** Lowest id of the largest logit. */
    int argMax() {
        float[] values = buffer();
        int block = 0;
        while (blockMaxima[block] != max) {
            block++;
        }
        int count = read(block, values);
        for (int i = 0; i < count; i++) {
            if (values[i] == max) {
                return block * Blocks.SIZE + i;
            }
        }
        throw new IllegalStateException("the row changed while it was read");
    }
}
