package io.outrider.probability;

import java.util.Arrays;

/**
 * Weights, one per id, made block by block when somebody looks. A vocabulary's worth of doubles is
 * never kept: a draw needs the sum of every block, and the weights of one.
 */
sealed interface Blocks {
    /** Ids in a block; the last block may hold fewer. */
    int SIZE = 512;

    /** How many ids there are. */
    int ids();

    /**
     * Makes the weights of a block.
     *
     * @param into the weights go to the start of its array
     * @return how many ids the block has
     */
    int read(int block, Scratch into);

    default int count() {
        return count(ids());
    }

    /** First id of a block. */
    static int start(int block) {
        return block * SIZE;
    }

    /** First id after a block. */
    static int end(int block, int ids) {
        return Math.min((block + 1) * SIZE, ids);
    }

    static int count(int ids) {
        return (ids + SIZE - 1) / SIZE;
    }

    /** Room for one block; used by one thread at a time. */
    final class Scratch {
        final double[] weights = new double[SIZE];
        final float[] logits = new float[SIZE];
    }

    /** Weights that somebody gave. */
    record Given(double[] weights) implements Blocks {
        @Override
        public int ids() {
            return weights.length;
        }

        @Override
        public int read(int block, Scratch into) {
            int from = start(block);
            int count = end(block, weights.length) - from;
            System.arraycopy(weights, from, into.weights, 0, count);
            return count;
        }
    }

    /** Exponentials of a row of logits; valid as long as the row's memory is. */
    record Warped(ProcessedRow row, double sharpness) implements Blocks {
        @Override
        public int ids() {
            return row.size();
        }

        @Override
        public int read(int block, Scratch into) {
            exponentials(block, into);
            return end(block, row.size()) - start(block);
        }

        /** Reads a block and sums it. */
        double exponentials(int block, Scratch into) {
            int count = row.read(block, into.logits);
            return Kernels.BEST.exponentials(
                    into.logits, count, row.max(), sharpness, into.weights, 0);
        }
    }

    /** {@code [a q - b p]+} of two distributions' weights; p counts as 0 where q has more ids. */
    record Excess(double a, Blocks q, double b, Blocks p) implements Blocks {
        @Override
        public int ids() {
            return q.ids();
        }

        @Override
        public int read(int block, Scratch into) {
            excess(block, into, new Scratch());
            return end(block, q.ids()) - start(block);
        }

        /** Reads a block and sums it. */
        double excess(int block, Scratch into, Scratch other) {
            int count = q.read(block, into);
            int shared = block < p.count() ? Math.min(count, p.read(block, other)) : 0;
            double sum =
                    Kernels.BEST.excess(
                            a, into.weights, b, other.weights, 0, shared, into.weights, 0);
            for (int i = shared; i < count; i++) {
                into.weights[i] *= a;
                sum += into.weights[i];
            }
            return sum;
        }
    }

    /**
     * Some weights with those of a few ids replaced.
     *
     * @param ids ascending
     */
    record Replaced(Blocks rest, int[] replaced, double[] weights) implements Blocks {
        @Override
        public int ids() {
            return rest.ids();
        }

        @Override
        public int read(int block, Scratch into) {
            int count = rest.read(block, into);
            int from = start(block);
            int found = Arrays.binarySearch(replaced, from);
            for (int i = found < 0 ? -found - 1 : found;
                    i < replaced.length && replaced[i] < from + count;
                    i++) {
                into.weights[replaced[i] - from] = weights[i];
            }
            return count;
        }
    }
}
