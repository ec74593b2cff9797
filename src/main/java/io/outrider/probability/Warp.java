package io.outrider.probability;

/**
 * A request's sampler chain: turns a row of logits into the distribution the next token is drawn
 * from.
 *
 * <p>The order is that of llama.cpp's default chain: logit bias, penalties, top-k, top-p, min-p,
 * and temperature last. So top-p and min-p judge the untempered distribution, and top-p shares out
 * what top-k left over. As there, the repeat penalty divides positive logits and multiplies the
 * others; unlike there, and like OpenAI, presence and frequency penalties count generated tokens
 * only.
 *
 * <p>Logits are floats; from there on everything is double. Exact ties go to the lowest id.
 * Immutable; a row is only read during a call. A row whose largest logit is not a finite number is
 * refused with {@link IllegalArgumentException}; negative infinity is fine elsewhere.
 */
public final class Warp {
    private final WarpSettings settings;

    public Warp(WarpSettings settings) {
        this.settings = settings;
    }

    public WarpSettings settings() {
        return settings;
    }

    /**
     * What the next token is drawn from; certain at temperature 0. Without truncation it reads the
     * row again whenever it is asked, so the row must outlive it unchanged.
     *
     * @param row one logit per token id
     * @param prefix what stands before the row's position
     */
    public Distribution distribution(Logits row, Prefix prefix) {
        ProcessedRow processed = new ProcessedRow(settings, row, prefix);
        if (settings.temperature() == 0) {
            return Distribution.certain(row.size(), processed.argMax());
        }
        if (!settings.keepsAll(row.size())) {
            return new Shortlist(settings, processed).distribution();
        }
        Blocks.Warped warped = new Blocks.Warped(processed, sharpness(settings.temperature()));
        double[] sums = new double[warped.count()];
        Blocks.Scratch scratch = new Blocks.Scratch();
        for (int block = 0; block < sums.length; block++) {
            sums[block] = warped.exponentials(block, scratch);
        }
        return new DenseDistribution(warped, sums);
    }

    /** The most likely token after bias and penalties; needs no exponentials. */
    public int argMax(Logits row, Prefix prefix) {
        return new ProcessedRow(settings, row, prefix).argMax();
    }

    /**
     * How far the largest logit lies above the second, after bias and penalties, in nats; 0 on a
     * tie and infinite if there is no second.
     */
    public double margin(Logits row, Prefix prefix) {
        ProcessedRow processed = new ProcessedRow(settings, row, prefix);
        int best = processed.argMax();
        double second = Double.NEGATIVE_INFINITY;
        float[] logits = ProcessedRow.buffer();
        for (int block = 0; block < processed.blocks(); block++) {
            if (processed.max(block) <= second) {
                continue;
            }
            int count = processed.read(block, logits);
            for (int i = 0; i < count; i++) {
                if (logits[i] > second && block * Blocks.SIZE + i != best) {
                    second = logits[i];
                }
            }
        }
        return processed.max() - second;
    }

    /**
     * The natural logarithm of the sum of exp(logit), after bias and penalties and before top-k,
     * top-p, min-p and temperature: a token's log probability is its logit minus this.
     */
    public double logNormaliser(Logits row, Prefix prefix) {
        return logNormaliser(new ProcessedRow(settings, row, prefix));
    }

    /**
     * The probability of the most likely token, after bias and penalties and before top-k, top-p,
     * min-p and temperature.
     */
    public double confidence(Logits row, Prefix prefix) {
        ProcessedRow processed = new ProcessedRow(settings, row, prefix);
        return Math.exp(processed.max() - logNormaliser(processed));
    }

    private static double logNormaliser(ProcessedRow processed) {
        float[] logits = ProcessedRow.buffer();
        double[] weights = new double[logits.length];
        double sum = 0;
        for (int block = 0; block < processed.blocks(); block++) {
            int count = processed.read(block, logits);
            sum += Kernels.BEST.exponentials(logits, count, processed.max(), 1, weights, 0);
        }
        return processed.max() + Math.log(sum);
    }

    /** What logits are multiplied with; finite, however low the temperature. */
    static double sharpness(double temperature) {
        return Math.min(1 / temperature, Double.MAX_VALUE);
    }
}
