package io.outrider.probability;

import io.outrider.probability.Blocks.Scratch;
import java.util.Arrays;
import java.util.Optional;

/**
 * What remains of a target distribution q when a draft distribution p was taken away: {@code [q -
 * p]+} divided by its sum, the law of the corrected token (Leviathan et al., arXiv 2211.17192,
 * algorithm 1), and {@code [w q - p]+} for block verification (Sun et al., arXiv 2403.10444).
 */
public final class Residual {
    /** Sums up to this are rounding: the two distributions are the same. */
    private static final double NOTHING = 1e-12;

    private Residual() {}

    /** {@code [q - p]+}, normalised; empty if q and p are equal up to rounding. */
    public static Optional<Distribution> of(Distribution q, Distribution p) {
        return of(1, q, p);
    }

    /**
     * {@code [w q - p]+}, normalised; empty if its sum is at most 1e-12. It has the size of q.
     *
     * @param w at least 0 and at most 1
     */
    public static Optional<Distribution> of(double w, Distribution q, Distribution p) {
        return switch (q) {
            case SparseDistribution sparse -> ofSparse(w, sparse, p);
            case DenseDistribution dense ->
                    switch (p) {
                        case SparseDistribution sparse -> ofDense(w, dense, sparse);
                        case DenseDistribution other -> ofDense(w, dense, other);
                    };
        };
    }

    /** The sum of {@code [w q - p]+}; with w = 1 the total variation distance. */
    public static double mass(double w, Distribution q, Distribution p) {
        return switch (q) {
            case SparseDistribution sparse -> {
                double sum = 0;
                for (int i = 0; i < sparse.support(); i++) {
                    sum += Math.max(w * sparse.at(i) - p.probability(sparse.id(i)), 0);
                }
                yield sum;
            }
            case DenseDistribution dense ->
                    switch (p) {
                        case SparseDistribution sparse -> mass(w, dense, sparse);
                        case DenseDistribution other -> mass(w, dense, other);
                    };
        };
    }

    private static double mass(double w, DenseDistribution q, SparseDistribution p) {
        double sum = w;
        for (int i = 0; i < p.support(); i++) {
            double scaled = w * q.probability(p.id(i));
            sum -= Math.min(scaled, p.at(i));
        }
        return Math.max(sum, 0);
    }

    private static double mass(double w, DenseDistribution q, DenseDistribution p) {
        double sum = 0;
        for (double block : sums(excess(w, q, p))) {
            sum += block;
        }
        return sum;
    }

    private static Optional<Distribution> ofSparse(double w, SparseDistribution q, Distribution p) {
        int[] ids = new int[q.support()];
        double[] weights = new double[q.support()];
        double sum = 0;
        int kept = 0;
        for (int i = 0; i < q.support(); i++) {
            double more = w * q.at(i) - p.probability(q.id(i));
            if (more > 0) {
                ids[kept] = q.id(i);
                weights[kept++] = more;
                sum += more;
            }
        }
        if (sum <= NOTHING) {
            return Optional.empty();
        }
        return Optional.of(
                SparseDistribution.of(
                        q.size(), Arrays.copyOf(ids, kept), Arrays.copyOf(weights, kept)));
    }

    private static Optional<Distribution> ofDense(
            double w, DenseDistribution q, SparseDistribution p) {
        if (mass(w, q, p) <= NOTHING) {
            return Optional.empty();
        }
        int shared = 0;
        while (shared < p.support() && p.id(shared) < q.size()) {
            shared++;
        }
        int[] ids = new int[shared];
        double[] weights = new double[shared];
        for (int i = 0; i < shared; i++) {
            ids[i] = p.id(i);
            double more = w * q.probability(ids[i]) - p.at(i);
            weights[i] = Math.max(more, 0) / (w * q.scale());
        }
        Blocks reduced = new Blocks.Replaced(q.blocks(), ids, weights);
        double[] sums = q.copyOfSums();
        Scratch scratch = new Scratch();
        for (int id : ids) {
            sums[id / Blocks.SIZE] = DenseDistribution.sum(reduced, id / Blocks.SIZE, scratch);
        }
        return Optional.of(new DenseDistribution(reduced, sums));
    }

    private static Optional<Distribution> ofDense(
            double w, DenseDistribution q, DenseDistribution p) {
        Blocks.Excess excess = excess(w, q, p);
        double[] sums = sums(excess);
        double sum = 0;
        for (double block : sums) {
            sum += block;
        }
        return sum <= NOTHING ? Optional.empty() : Optional.of(new DenseDistribution(excess, sums));
    }

    private static Blocks.Excess excess(double w, DenseDistribution q, DenseDistribution p) {
        return new Blocks.Excess(w * q.scale(), q.blocks(), p.scale(), p.blocks());
    }

    private static double[] sums(Blocks.Excess excess) {
        double[] sums = new double[excess.count()];
        Scratch scratch = new Scratch();
        Scratch other = new Scratch();
        for (int block = 0; block < sums.length; block++) {
            sums[block] = excess.excess(block, scratch, other);
        }
        return sums;
    }
}
