package io.outrider.cli.bench;

import java.util.List;
import java.util.Locale;

/**
 * A geometric mean of ratios with its 95 % interval, by Student's t on their logarithms: paired,
 * because each ratio is of two turns that stood side by side.
 *
 * @param low 0 where there is one ratio only: it says nothing of the spread
 * @param high infinite in that case
 * @param count of ratios
 */
record Interval(double mean, double low, double high, int count) {

    /** Two-sided 95 % points of Student's t for 1 to 30 degrees of freedom. */
    private static final double[] STUDENT = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
        2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056,
        2.052, 2.048, 2.045, 2.042
    };

    /**
     * @param ratios above 0
     * @throws IllegalArgumentException if there are none, or one is not above 0
     */
    static Interval of(List<Double> ratios) {
        if (ratios.isEmpty() || !ratios.stream().allMatch(each -> each > 0)) {
            throw new IllegalArgumentException("no geometric mean of " + ratios);
        }
        int count = ratios.size();
        double mean = ratios.stream().mapToDouble(Math::log).sum() / count;
        if (count == 1) {
            return new Interval(Math.exp(mean), 0, Double.POSITIVE_INFINITY, 1);
        }
        double squares =
                ratios.stream()
                        .mapToDouble(Math::log)
                        .map(log -> (log - mean) * (log - mean))
                        .sum();
        double half = student(count - 1) * Math.sqrt(squares / (count - 1) / count);
        return new Interval(Math.exp(mean), Math.exp(mean - half), Math.exp(mean + half), count);
    }

    /** Beyond the table the first term of the expansion in 1/n is exact to three digits. */
    static double student(int freedom) {
        return freedom <= STUDENT.length ? STUDENT[freedom - 1] : 1.960 + 2.37 / freedom;
    }

    @Override
    public String toString() {
        return count == 1
                ? String.format(Locale.ROOT, "%.2f", mean)
                : String.format(Locale.ROOT, "%.2f (%.2f - %.2f)", mean, low, high);
    }
}
