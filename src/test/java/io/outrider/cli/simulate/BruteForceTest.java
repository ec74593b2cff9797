package io.outrider.cli.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.outrider.cli.simulate.BruteForce.Fixed;
import io.outrider.cli.simulate.BruteForce.Lengths;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BruteForceTest {

    /** A target pass takes 1 s and every row beyond the first {@code more}; a draft pass c. */
    private static TrueCosts costs(double more, double c) {
        return new TrueCosts("test", rows -> 1 + more * (rows - 1), rows -> c, 0);
    }

    private static Scenario scenario(TrueCosts costs, Crowd crowd, int sessions) {
        return new Scenario(costs, crowd, Confidence.CONSTANT, sessions, 500);
    }

    @ParameterizedTest
    @CsvSource({
        "0.8, 0.05, 8, 3.0921",
        "0.6, 0.1, 3, 1.6738",
        "0.9, 0.05, 13, 4.6741",
        "0.3, 0.31, 0, 1"
    })
    void theBestLengthIsThatOfTheFormula(double alpha, double c, int length, double speedUp) {
        Fixed best = new BruteForce(scenario(costs(0, c), Crowd.alike(alpha), 1)).best(0.9);
        assertThat(best.groups()).containsExactly(new Lengths(0, length));
        assertThat(best.rate()).isCloseTo(speedUp, within(5e-4));
    }

    @Test
    void aMixedGroupIsCountedByHand() {
        // Of three sessions two draft 2 and one 1: T(8) = 1.7, draft passes 2 x 0.1.
        BruteForce force = new BruteForce(scenario(costs(0.1, 0.1), Crowd.mixed(0.9, 0.5), 3));
        Fixed fixed = force.evaluate(List.of(new Lengths(0, 2), new Lengths(0, 1))).orElseThrow();
        assertThat(fixed.rate()).isCloseTo((2 * 2.71 + 1.5) / 1.9, within(1e-12));
        // All plain takes 1.2.
        assertThat(fixed.poorest()).isCloseTo(1.5 / 1.9 * 1.2, within(1e-12));
    }

    @Test
    void theLastAcceptedTokenIsReadLate() {
        TrueCosts byRow = new TrueCosts("test", rows -> 1, rows -> 0.1 * rows, 0);
        Fixed fixed =
                new BruteForce(scenario(byRow, Crowd.alike(0.8), 1))
                        .evaluate(List.of(new Lengths(0, 2)))
                        .orElseThrow();
        assertThat(fixed.rate()).isCloseTo(2.44 / (1.2 + 0.1 * 0.64), within(1e-12));
    }

    @Test
    void whatIsFoundCostsNoDraftPass() {
        Crowd crowd = Crowd.misled(0, 0.5).withoutModel();
        Fixed fixed =
                new BruteForce(scenario(costs(0.1, 9), crowd, 1))
                        .evaluate(List.of(new Lengths(2, 0)))
                        .orElseThrow();
        assertThat(fixed.rate()).isCloseTo(1.75 / 1.2, within(1e-12));
    }

    @Test
    void nobodyPaysForOthers() {
        Scenario scenario = scenario(costs(0.2, 0.1), Crowd.besidePlain(0.85), 2);
        assertThat(new BruteForce(scenario).best(0).drafts()).isTrue();
        assertThat(new BruteForce(scenario).best(0.9).drafts()).isFalse();
    }

    @Test
    void aPlanThatDoesNotFitIsNone() {
        Scenario scenario = scenario(costs(0, 0.01), Crowd.alike(0.9), 100);
        assertThat(new BruteForce(scenario).evaluate(List.of(new Lengths(0, 4)))).isEmpty();
    }
}
