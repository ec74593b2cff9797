package io.outrider.probability;

import io.outrider.probability.Blocks.Scratch;

/** How far two distributions are apart. */
public final class Divergence {
    private Divergence() {}

    /**
     * {@code TV(q, p)}, half the sum of {@code |q - p|}: the probability that a token drafted from
     * p is rejected by a target q.
     */
    public static double totalVariation(Distribution q, Distribution p) {
        return Residual.mass(1, q, p);
    }

    /** The sum of {@code min(q, p)}: the probability that a token drafted from p is accepted. */
    public static double overlap(Distribution q, Distribution p) {
        return overlap(1, q, p);
    }

    /** The sum of {@code min(w q, p)}, for a w of 0 or more. */
    public static double overlap(double w, Distribution q, Distribution p) {
        return switch (q) {
            case SparseDistribution sparse -> {
                double sum = 0;
                for (int i = 0; i < sparse.support(); i++) {
                    sum += Math.min(w * sparse.at(i), p.probability(sparse.id(i)));
                }
                yield sum;
            }
            case DenseDistribution dense ->
                    switch (p) {
                        case SparseDistribution sparse -> {
                            double sum = 0;
                            for (int i = 0; i < sparse.support(); i++) {
                                sum += Math.min(w * q.probability(sparse.id(i)), sparse.at(i));
                            }
                            yield sum;
                        }
                        case DenseDistribution other -> overlap(w, dense, other);
                    };
        };
    }

    private static double overlap(double w, DenseDistribution q, DenseDistribution p) {
        double sum = 0;
        Scratch left = new Scratch();
        Scratch right = new Scratch();
        for (int block = 0; block < Blocks.count(Math.min(q.size(), p.size())); block++) {
            int shared = Math.min(q.blocks().read(block, left), p.blocks().read(block, right));
            sum +=
                    Kernels.BEST.overlap(
                            w * q.scale(), left.weights, p.scale(), right.weights, 0, shared);
        }
        return sum;
    }
}
