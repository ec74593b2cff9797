package io.outrider.probability;

import java.util.Arrays;

/**
 * The tokens that top-k, top-p and min-p leave over, in that order, each on untempered logits.
 *
 * <p>Sorting a vocabulary costs 10 ms, so a first look finds a floor under which nothing can stay:
 * the k-th largest of the block maxima, or a histogram over the distance from the largest logit.
 * Only what lies above it is sorted.
 */
final class Shortlist {
    private static final int BUCKETS = 2048;
    private static final int BUCKETS_PER_NAT = 16;

    private final WarpSettings settings;
    private final ProcessedRow row;
    private final boolean limitsCount;
    private double mass;
    private long[] kept = new long[64];
    private int size;

    Shortlist(WarpSettings settings, ProcessedRow row) {
        this.settings = settings;
        this.row = row;
        this.limitsCount = settings.limitsCount(row.size());
        collect(floor());
        Arrays.sort(kept, 0, size);
        if (limitsCount) {
            size = Math.min(size, settings.topK());
        }
        if (settings.limitsMass()) {
            cutMass();
        }
        if (settings.minP() > 0) {
            double least = row.max() + Math.log(settings.minP());
            while (logit(size - 1) < least) {
                size--;
            }
        }
    }

    /** The shortlist at the request's temperature. */
    Distribution distribution() {
        double sharpness = Warp.sharpness(settings.temperature());
        long[] byId = new long[size];
        Arrays.setAll(byId, i -> ((long) id(i) << 32) | i);
        Arrays.sort(byId);
        int[] ids = new int[size];
        double[] weights = new double[size];
        int positive = 0;
        for (long entry : byId) {
            double weight = Math.exp((logit((int) entry) - (double) row.max()) * sharpness);
            if (weight > 0) {
                ids[positive] = (int) (entry >> 32);
                weights[positive++] = weight;
            }
        }
        return SparseDistribution.of(
                row.size(), Arrays.copyOf(ids, positive), Arrays.copyOf(weights, positive));
    }

    private double floor() {
        double floor = Double.NEGATIVE_INFINITY;
        if (limitsCount && settings.topK() <= row.blocks()) {
            double[] maxima = new double[row.blocks()];
            Arrays.setAll(maxima, row::max);
            Arrays.sort(maxima);
            floor = maxima[maxima.length - settings.topK()];
        } else if (limitsCount) {
            floor = histogramFloor(settings.topK());
        } else if (settings.limitsMass()) {
            floor = histogramFloor(Integer.MAX_VALUE);
        }
        if (!settings.limitsMass()) {
            // Before top-p, min-p would take away from the sum that top-p shares out.
            floor = Math.max(floor, row.max() + Math.log(settings.minP()));
        }
        return floor;
    }

    /** A logit above which there are {@code count} tokens, or top-p of the probability. */
    private double histogramFloor(int count) {
        int[] counts = new int[BUCKETS];
        double[] masses = new double[BUCKETS];
        float[] logits = ProcessedRow.buffer();
        double[] weights = new double[logits.length];
        double sum = 0;
        for (int block = 0; block < row.blocks(); block++) {
            int length = row.read(block, logits);
            sum += Kernels.BEST.exponentials(logits, length, row.max(), 1, weights, 0);
            for (int i = 0; i < length; i++) {
                double distance = ((double) row.max() - logits[i]) * BUCKETS_PER_NAT;
                int bucket = (int) Math.min(distance, BUCKETS - 1);
                counts[bucket]++;
                masses[bucket] += weights[i];
            }
        }
        mass = sum;
        double share = limitsCount ? Double.POSITIVE_INFINITY : settings.topP() * sum;
        int seen = 0;
        double heavy = 0;
        for (int bucket = 0; bucket < BUCKETS - 1; bucket++) {
            seen += counts[bucket];
            heavy += masses[bucket];
            if (seen >= count || heavy >= share) {
                return row.max() - (bucket + 1.0) / BUCKETS_PER_NAT;
            }
        }
        return Double.NEGATIVE_INFINITY;
    }

    private void collect(double floor) {
        float[] logits = ProcessedRow.buffer();
        for (int block = 0; block < row.blocks(); block++) {
            if (row.max(block) < floor) {
                continue;
            }
            int length = row.read(block, logits);
            for (int i = 0; i < length; i++) {
                if (logits[i] >= floor && logits[i] > Float.NEGATIVE_INFINITY) {
                    if (size == kept.length) {
                        kept = Arrays.copyOf(kept, 2 * size);
                    }
                    kept[size++] = key(logits[i], block * Blocks.SIZE + i);
                }
            }
        }
    }

    private void cutMass() {
        if (limitsCount) {
            mass = 0;
            for (int i = 0; i < size; i++) {
                mass += weight(i);
            }
        }
        double reached = 0;
        for (int i = 0; i < size; i++) {
            reached += weight(i);
            if (reached >= settings.topP() * mass) {
                size = i + 1;
            }
        }
    }

    private double weight(int index) {
        return Math.exp(logit(index) - (double) row.max());
    }

    /** Sorts by descending logit, then by ascending id. */
    private static long key(float logit, int id) {
        int bits = Float.floatToIntBits(logit + 0f);
        int ascending = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
        return ((long) ~ascending << 32) | id;
    }

    private int id(int index) {
        return (int) kept[index];
    }

    private float logit(int index) {
        int ascending = ~(int) (kept[index] >> 32);
        return Float.intBitsToFloat(ascending ^ ((ascending >> 31) & Integer.MAX_VALUE));
    }
}
