package io.outrider.probability;

import java.util.Arrays;

/**
 * One weight per id and their sum, kept per block of {@value #BLOCK} ids, so that a draw looks at
 * the sums and at one block only.
 */
final class DenseDistribution implements Distribution {
    /** Ids in a block; the last block may hold fewer. */
    static final int BLOCK = 512;

    private final double[] weights;
    private final double[] sums;
    private final double scale;

    /** Takes both arrays over. */
    DenseDistribution(double[] weights, double[] sums) {
        double total = 0;
        for (double sum : sums) {
            total += sum;
        }
        Weights.checkTotal(total);
        this.weights = weights;
        this.sums = sums;
        this.scale = 1 / total;
    }

    /** Takes the array over. */
    static DenseDistribution of(double[] weights) {
        double[] sums = new double[blocks(weights.length)];
        for (int block = 0; block < sums.length; block++) {
            sums[block] = sum(weights, block);
        }
        return new DenseDistribution(weights, sums);
    }

    static int blocks(int size) {
        return (size + BLOCK - 1) / BLOCK;
    }

    /** First id after a block. */
    static int end(int block, int size) {
        return Math.min((block + 1) * BLOCK, size);
    }

    private static double sum(double[] weights, int block) {
        double sum = 0;
        for (int id = block * BLOCK; id < end(block, weights.length); id++) {
            sum += weights[id];
        }
        return sum;
    }

    /** Weights in proportion to the probabilities; not to be written to. */
    double[] weights() {
        return weights;
    }

    /** What a weight is multiplied with to give a probability. */
    double scale() {
        return scale;
    }

    double[] copyOfSums() {
        return sums.clone();
    }

    /** Sums anew the block that holds an id, after {@code weights} was changed there. */
    static void resum(double[] weights, double[] sums, int id) {
        sums[id / BLOCK] = sum(weights, id / BLOCK);
    }

    @Override
    public int size() {
        return weights.length;
    }

    @Override
    public double probability(int id) {
        return Weights.checkId(id) < weights.length ? weights[id] * scale : 0;
    }

    @Override
    public int argMax() {
        int best = 0;
        for (int block = 0; block < sums.length; block++) {
            int from = block * BLOCK;
            int to = end(block, weights.length);
            double most = Kernels.BEST.max(weights, from, to);
            if (block == 0 || most > weights[best]) {
                best = from;
                while (weights[best] != most) {
                    best++;
                }
            }
        }
        return best;
    }

    @Override
    public boolean isCertain() {
        int positive = 0;
        for (int block = 0; block < sums.length; block++) {
            int from = sums[block] > 0 ? block * BLOCK : weights.length;
            for (int id = from; id < end(block, weights.length); id++) {
                positive += weights[id] > 0 ? 1 : 0;
                if (positive > 1) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public void forEach(Visitor visitor) {
        for (int id = 0; id < weights.length; id++) {
            if (weights[id] > 0) {
                visitor.visit(id, weights[id] * scale);
            }
        }
    }

    @Override
    public int quantile(double u) {
        double rest = Weights.checkQuantile(u) / scale;
        int last = 0;
        for (int block = 0; block < sums.length; block++) {
            if (rest < sums[block]) {
                return within(block, rest);
            }
            rest -= sums[block];
            last = sums[block] > 0 ? block : last;
        }
        return within(last, Double.POSITIVE_INFINITY);
    }

    private int within(int block, double above) {
        double rest = above;
        int last = -1;
        for (int id = block * BLOCK; id < end(block, weights.length); id++) {
            if (weights[id] > 0) {
                if (rest < weights[id]) {
                    return id;
                }
                rest -= weights[id];
                last = id;
            }
        }
        return last;
    }

    @Override
    public String toString() {
        double[] first = Arrays.copyOf(weights, Math.min(weights.length, 8));
        Arrays.setAll(first, id -> first[id] * scale);
        return Arrays.toString(first) + (weights.length > 8 ? "..." : "") + " of " + size();
    }
}
