package io.outrider.probability;

import java.util.Arrays;

/** Sorted ids with positive probabilities; what is left of a row after top-k, top-p or min-p. */
final class SparseDistribution implements Distribution {
    private final int size;
    private final int[] ids;
    private final double[] probabilities;

    private SparseDistribution(int size, int[] ids, double[] probabilities) {
        this.size = size;
        this.ids = ids;
        this.probabilities = probabilities;
    }

    /** Takes both arrays over; ids ascend, weights are above 0 and need not sum to 1. */
    static SparseDistribution of(int size, int[] ids, double[] weights) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        Weights.checkTotal(sum);
        if (ids[0] < 0 || ids[ids.length - 1] >= size) {
            throw new IllegalArgumentException("no id " + ids[0] + " among " + size);
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
        return new SparseDistribution(size, ids, weights);
    }

    int support() {
        return ids.length;
    }

    int id(int index) {
        return ids[index];
    }

    double at(int index) {
        return probabilities[index];
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public double probability(int id) {
        int index = Arrays.binarySearch(ids, Weights.checkId(id));
        return index < 0 ? 0 : probabilities[index];
    }

    @Override
    public int argMax() {
        int best = 0;
        for (int i = 1; i < ids.length; i++) {
            if (probabilities[i] > probabilities[best]) {
                best = i;
            }
        }
        return ids[best];
    }

    @Override
    public boolean isCertain() {
        return ids.length == 1;
    }

    @Override
    public void forEach(Visitor visitor) {
        for (int i = 0; i < ids.length; i++) {
            visitor.visit(ids[i], probabilities[i]);
        }
    }

    @Override
    public int quantile(double u) {
        double rest = Weights.checkQuantile(u);
        for (int i = 0; i < ids.length - 1; i++) {
            if (rest < probabilities[i]) {
                return ids[i];
            }
            rest -= probabilities[i];
        }
        return ids[ids.length - 1];
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < Math.min(ids.length, 8); i++) {
            text.append(i == 0 ? "" : ", ").append(ids[i]).append(": ").append(probabilities[i]);
        }
        return text.append(ids.length > 8 ? ", ...}" : "}").append(" of ").append(size).toString();
    }
}
