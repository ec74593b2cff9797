package io.outrider.cli.soak;

import java.util.List;

/**
 * How resident memory went; bytes.
 *
 * @param mean over the last two thirds
 * @param growth what the line of least squares through the last two thirds rises from their
 *     beginning to their end
 * @param secondQuarter mean
 * @param lastQuarter mean
 */
record Memory(double mean, double growth, double secondQuarter, double lastQuarter) {
    /** Most that memory may grow over the last two thirds, as a share of its mean. */
    static final double MOST_GROWTH = 0.05;

    /** Most that the last quarter's mean may be, against the second's. */
    static final double MOST_RATIO = 1.10;

    private static final int FEWEST = 8;

    /**
     * @param samples in order of time, at least eight
     */
    static Memory of(List<Sample> samples) {
        int n = samples.size();
        if (n < FEWEST) {
            throw new IllegalArgumentException(n + " samples say nothing; run longer");
        }
        List<Sample> late = samples.subList(n / 3, n);
        double span = late.getLast().seconds() - late.getFirst().seconds();
        return new Memory(
                mean(late),
                slope(late) * span,
                mean(samples.subList(n / 4, n / 2)),
                mean(samples.subList(n - n / 4, n)));
    }

    boolean isStable() {
        return growth <= MOST_GROWTH * mean && lastQuarter <= MOST_RATIO * secondQuarter;
    }

    private static double mean(List<Sample> samples) {
        return samples.stream().mapToDouble(Sample::residentBytes).average().orElseThrow();
    }

    /** Least squares, bytes a second. */
    private static double slope(List<Sample> samples) {
        double middle = samples.stream().mapToDouble(Sample::seconds).average().orElseThrow();
        double level = mean(samples);
        double together = 0;
        double spread = 0;
        for (Sample sample : samples) {
            double x = sample.seconds() - middle;
            together += x * (sample.residentBytes() - level);
            spread += x * x;
        }
        return spread == 0 ? 0 : together / spread;
    }
}
