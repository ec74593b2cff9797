package io.outrider.probability;

import io.outrider.probability.Blocks.Scratch;
import java.util.Arrays;

/**
 * Weights of many ids and their sums, kept per block of {@value Blocks#SIZE} ids, so that a draw
 * looks at the sums and at one block only. What the weights are made from must not change.
 */
final class DenseDistribution implements Distribution {
    private final Blocks blocks;
    private final double[] sums;
    private final double scale;

    /** Takes the sums over: one per block. */
    DenseDistribution(Blocks blocks, double[] sums) {
        double total = 0;
        for (double sum : sums) {
            total += sum;
        }
        Weights.checkTotal(total);
        this.blocks = blocks;
        this.sums = sums;
        this.scale = 1 / total;
    }

    /** Takes the array over. */
    static DenseDistribution of(double[] weights) {
        Blocks blocks = new Blocks.Given(weights);
        double[] sums = new double[blocks.count()];
        Scratch scratch = new Scratch();
        for (int block = 0; block < sums.length; block++) {
            sums[block] = sum(blocks, block, scratch);
        }
        return new DenseDistribution(blocks, sums);
    }

    static double sum(Blocks blocks, int block, Scratch scratch) {
        int count = blocks.read(block, scratch);
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += scratch.weights[i];
        }
        return sum;
    }

    /** Weights in proportion to the probabilities. */
    Blocks blocks() {
        return blocks;
    }

    /** What a weight is multiplied with to give a probability. */
    double scale() {
        return scale;
    }

    double[] copyOfSums() {
        return sums.clone();
    }

    @Override
    public int size() {
        return blocks.ids();
    }

    @Override
    public double probability(int id) {
        if (Weights.checkId(id) >= size()) {
            return 0;
        }
        Scratch scratch = new Scratch();
        int block = id / Blocks.SIZE;
        int count = blocks.read(block, scratch);
        return scratch.weights[Math.min(id - Blocks.start(block), count - 1)] * scale;
    }

    @Override
    public int argMax() {
        Scratch scratch = new Scratch();
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int block = 0; block < sums.length; block++) {
            int count = blocks.read(block, scratch);
            double here = Kernels.BEST.max(scratch.weights, 0, count);
            if (here > most) {
                most = here;
                best = Blocks.start(block);
                while (scratch.weights[best - Blocks.start(block)] != most) {
                    best++;
                }
            }
        }
        return best;
    }

    @Override
    public boolean isCertain() {
        Scratch scratch = new Scratch();
        int positive = 0;
        for (int block = 0; block < sums.length; block++) {
            int count = sums[block] > 0 ? blocks.read(block, scratch) : 0;
            for (int i = 0; i < count; i++) {
                positive += scratch.weights[i] > 0 ? 1 : 0;
                if (positive > 1) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public void forEach(Visitor visitor) {
        Scratch scratch = new Scratch();
        for (int block = 0; block < sums.length; block++) {
            int count = blocks.read(block, scratch);
            for (int i = 0; i < count; i++) {
                if (scratch.weights[i] > 0) {
                    visitor.visit(Blocks.start(block) + i, scratch.weights[i] * scale);
                }
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
        Scratch scratch = new Scratch();
        int count = blocks.read(block, scratch);
        double rest = above;
        int last = -1;
        for (int i = 0; i < count; i++) {
            if (scratch.weights[i] > 0) {
                if (rest < scratch.weights[i]) {
                    return Blocks.start(block) + i;
                }
                rest -= scratch.weights[i];
                last = Blocks.start(block) + i;
            }
        }
        return last;
    }

    @Override
    public String toString() {
        double[] first = new double[Math.min(size(), 8)];
        Arrays.setAll(first, this::probability);
        return Arrays.toString(first) + (size() > 8 ? "..." : "") + " of " + size();
    }
}
