package io.outrider.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class CostCurveTest {
    private static CostCurve curve() {
        return new CostCurve(new int[] {1, 2, 4, 8}, new double[] {10, 14, 20, 40}, 0.01);
    }

    @Test
    void betweenKnotsItIsLinearAndBeyondTheLastProportional() {
        assertThat(curve().seconds(1, 0)).isEqualTo(10);
        assertThat(curve().seconds(3, 0)).isCloseTo(17, within(1e-12));
        assertThat(curve().seconds(6, 0)).isCloseTo(30, within(1e-12));
        assertThat(curve().seconds(16, 0)).isCloseTo(80, within(1e-12));
        assertThat(curve().seconds(0, 500)).isZero();
    }

    @Test
    void everyCellInUseCostsEveryRow() {
        assertThat(curve().seconds(2, 100)).isCloseTo(16, within(1e-12));
    }

    @Test
    void moreRowsNeverCostLess() {
        CostCurve dented = new CostCurve(new int[] {1, 2, 3}, new double[] {10, 30, 12}, 0);
        assertThat(dented.seconds(2, 0)).isEqualTo(21);
        assertThat(dented.seconds(3, 0)).isEqualTo(21);
        CostCurve flat =
                new CostCurve(new int[] {1, 2, 3, 4, 5}, new double[] {10, 30, 11, 9, 12}, 0);
        assertThat(flat.seconds(1, 0)).isEqualTo(10);
        assertThat(flat.seconds(2, 0)).as("an outlier takes nothing along").isEqualTo(11);
        assertThat(flat.seconds(4, 0)).isEqualTo(11);
        assertThat(flat.seconds(5, 0)).isEqualTo(12);
    }

    @Test
    void whatWasSeenOfARowCountOftenMovesLittle() {
        CostCurve curve = new CostCurve(new int[] {1, 2}, new double[] {10, 20}, 0);
        curve.learn(1, 0, 11);
        double first = curve.seconds(1, 0) / curve.drift() - 10;
        assertThat(first).isBetween(0.2, 0.3);
        for (int i = 0; i < 500; i++) {
            curve.learn(1, 0, curve.seconds(1, 0));
        }
        double before = curve.seconds(1, 0) / curve.drift();
        curve.learn(1, 0, 1.1 * curve.seconds(1, 0));
        assertThat(curve.seconds(1, 0) / curve.drift()).isBetween(before * 1.002, before * 1.004);
    }

    @Test
    void anOutlierMovesNothingMuchAndALastingChangeIsFollowed() {
        CostCurve once = curve();
        once.learn(2, 0, 1000);
        assertThat(once.seconds(2, 0)).isBetween(14.0, 15.0);
        CostCurve slower = curve();
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            slower.learn(2, 0, 28 * (0.9 + 0.2 * random.nextDouble()));
        }
        assertThat(slower.seconds(2, 0)).isCloseTo(28, within(2.0));
        // The whole machine is slower, so what was not seen is expected to be slower too.
        assertThat(slower.seconds(8, 0)).isGreaterThan(50);
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> new CostCurve(new int[] {2}, new double[] {1}, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CostCurve(new int[] {1, 1}, new double[] {1, 2}, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CostCurve(new int[] {1}, new double[] {0}, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
