package io.outrider.probability;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Numbers added to the logits of some ids before anything else; negative infinity bans an id. */
public final class LogitBias {
    private static final LogitBias NONE = new LogitBias(new TreeMap<>());

    private final int[] ids;
    private final double[] values;

    private LogitBias(SortedMap<Integer, Double> sorted) {
        this.ids = sorted.keySet().stream().mapToInt(Integer::intValue).toArray();
        this.values = sorted.values().stream().mapToDouble(Double::doubleValue).toArray();
        for (int i = 0; i < ids.length; i++) {
            Weights.checkId(ids[i]);
            if (!(values[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("a bias of " + values[i] + " on " + ids[i]);
            }
        }
    }

    public static LogitBias none() {
        return NONE;
    }

    /**
     * Ids that a row does not have are ignored.
     *
     * @throws IllegalArgumentException if an id is negative, or a bias not a number or infinite
     */
    public static LogitBias of(Map<Integer, Double> biasById) {
        return new LogitBias(new TreeMap<>(biasById));
    }

    int[] ids() {
        return ids;
    }

    /** The bias of an id; 0 if it has none. */
    double on(int id) {
        int index = Arrays.binarySearch(ids, id);
        return index < 0 ? 0 : values[index];
    }
}
