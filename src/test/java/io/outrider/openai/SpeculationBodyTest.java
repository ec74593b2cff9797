package io.outrider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.generation.SpeculationReport;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SpeculationBodyTest {

    @Test
    void theHistogramHasAnEntryForEveryPossibleLength() {
        var report = new SpeculationReport("chain", true, 3, 3, 11, 1, List.of(2, 1));
        var told = SpeculationBody.of(report, OptionalInt.empty());
        assertThat(told.acceptanceHistogram()).containsExactly(2, 1, 0, 0, 0);
        assertThat(told.numSpecTokens()).isEqualTo(4);
        assertThat(told.numSpecSteps()).isEqualTo(3);
    }

    @Test
    void theLengthThatWasAskedForCountsMore() {
        var report = new SpeculationReport("chain", true, 1, 1, 2, 2, List.of(0, 0, 1));
        assertThat(SpeculationBody.of(report, OptionalInt.of(5)).acceptanceHistogram())
                .containsExactly(0, 0, 1, 0, 0, 0);
    }

    @Test
    void plainDecodingSpeculatesNothing() {
        var report = new SpeculationReport("plain", true, 9, 0, 0, 0, List.of());
        var told = SpeculationBody.of(report, OptionalInt.of(5));
        assertThat(told.acceptanceHistogram()).isEmpty();
        assertThat(told.meanAcceptanceLength()).isEqualTo(1);
        assertThat(told.draftAcceptanceRate()).isZero();
        assertThat(told.numSpecTokens()).isZero();
    }
}
