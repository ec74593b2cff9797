package io.outrider.cli.bench;

import java.util.Collection;

/** Numbers in order, and what stands where among them. */
final class Sorted {
    private final double[] values;

    private Sorted(double[] values) {
        this.values = values;
    }

    /**
     * @throws IllegalArgumentException if there are none
     */
    static Sorted of(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("there are no numbers");
        }
        return new Sorted(values.stream().mapToDouble(Double::doubleValue).sorted().toArray());
    }

    double min() {
        return values[0];
    }

    double max() {
        return values[values.length - 1];
    }

    double median() {
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    /**
     * The smallest value that at least this share of all does not exceed (nearest rank).
     *
     * @param share above 0 to 1
     */
    double quantile(double share) {
        // A share such as 0.99 is not exact, so 0.99 x 100 must not become rank 100.
        int rank = (int) Math.ceil(share * values.length - 1e-9);
        return values[Math.max(0, rank - 1)];
    }
}
