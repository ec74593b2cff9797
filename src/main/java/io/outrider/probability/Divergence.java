package io.outrider.probability;

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
        int shared = Math.min(q.size(), p.size());
        double sum = 0;
        for (int block = 0; block < DenseDistribution.blocks(shared); block++) {
            sum +=
                    Kernels.BEST.overlap(
                            w * q.scale(),
                            q.weights(),
                            p.scale(),
                            p.weights(),
                            block * DenseDistribution.BLOCK,
                            DenseDistribution.end(block, shared));
        }
        return sum;
    }
}
