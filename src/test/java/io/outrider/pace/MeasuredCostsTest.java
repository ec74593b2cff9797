package io.outrider.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class MeasuredCostsTest {
    private static MeasuredCosts costs() {
        int[] rows = {1, 2, 4, 8, 16};
        double[] seconds = {0.01, 0.02, 0.04, 0.08, 0.16};
        return new MeasuredCosts(
                new CostCurve(rows, seconds, 0), new CostCurve(rows, seconds, 0), 0.001, 0);
    }

    @Test
    void readingTakesWhatItTook() {
        MeasuredCosts costs = costs();
        assertThat(costs.reading(8, 0)).isEqualTo(costs.draft(8, 0));
        for (int pass = 0; pass < 20; pass++) {
            costs.learnReading(8, 0, 0.7 * 0.08);
        }
        assertThat(costs.reading(16, 0)).isCloseTo(0.7 * 0.16, within(1e-3));
        assertThat(costs.draft(16, 0)).as("nothing else moved").isCloseTo(0.16, within(1e-9));
    }

    @Test
    void onePassThatTookVeryLongChangesLittle() {
        MeasuredCosts costs = costs();
        costs.learnReading(8, 0, 80);
        assertThat(costs.reading(8, 0)).isLessThan(1.2 * costs.draft(8, 0));
    }
}
