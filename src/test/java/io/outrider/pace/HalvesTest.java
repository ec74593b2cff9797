package io.outrider.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

final class HalvesTest {
    /** Milliseconds by rows, as measured with a 4-bit target on two cores. */
    private static final double[] MEASURED = {
        0, 50, 80, 102, 120, 144, 167, 210, 286, 299, 322, 335, 347, 371, 374, 374, 374
    };

    private static final IntToDoubleFunction CURVE = rows -> MEASURED[rows];

    @Test
    void eightRowsGoInTwoPassesWhereFourAreQuick() {
        assertThat(Halves.first(CURVE, 1, 8, 1)).isEqualTo(4);
        assertThat(Halves.first(CURVE, 1, 8, 2)).isEqualTo(4);
    }

    @Test
    void whatIsCheaperTogetherStaysTogether() {
        assertThat(Halves.first(CURVE, 1, 16, 2)).isEqualTo(16);
        assertThat(Halves.first(CURVE, 1, 4, 1)).isEqualTo(4);
        assertThat(Halves.first(CURVE, 1, 1, 1)).isEqualTo(1);
    }

    @Test
    void theRowsOfOneSessionAreNotTakenApart() {
        assertThat(Halves.first(CURVE, 1, 8, 8)).isEqualTo(8);
        assertThat(Halves.first(CURVE, 1, 8, 7)).as("7 and 1 are 260").isEqualTo(7);
    }

    @Test
    void whatHappensBetweenPassesCounts() {
        assertThat(Halves.first(CURVE, 60, 8, 1)).isEqualTo(8);
    }
}
