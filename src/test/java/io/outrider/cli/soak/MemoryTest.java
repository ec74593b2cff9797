package io.outrider.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class MemoryTest {
    private static final double MIB = 1 << 20;

    @Test
    void theLineOfLeastSquaresIsThatOfTheLastTwoThirds() {
        // Rises by 20 a step at first, by 2 from the 40th step on.
        Memory memory = Memory.of(Samples.of(120, i -> i < 40 ? 20 * i : 800 + 2 * (i - 40)));
        assertThat(memory.growth()).isCloseTo(2 * 79 * MIB, within(0.01 * MIB));
        assertThat(memory.mean()).isCloseTo((800 + 79) * MIB, within(0.01 * MIB));
        assertThat(memory.secondQuarter()).isCloseTo(776 * MIB, within(0.01 * MIB));
        assertThat(memory.lastQuarter()).isCloseTo((800 + 2 * 64.5) * MIB, within(0.01 * MIB));
    }

    @Test
    void aServerThatWarmsUpAndThenStaysIsStable() {
        assertThat(
                        Memory.of(Samples.of(120, i -> 500 + 200 * (1 - Math.exp(-i / 10.0))))
                                .isStable())
                .isTrue();
        assertThat(Memory.of(Samples.of(120, i -> 600 + 40 * (i % 3))).isStable()).isTrue();
        assertThat(Memory.of(Samples.of(120, i -> 700 - i)).isStable()).isTrue();
    }

    @Test
    void aLeakOfFourMebibytesAMinuteIsNot() {
        // 0.67 a step: 53 of 600 over the last two thirds.
        assertThat(Memory.of(Samples.of(120, i -> 550 + 0.67 * i)).isStable()).isFalse();
        assertThat(Memory.of(Samples.of(120, i -> 550 + 0.67 * i + 40 * (i % 3))).isStable())
                .isFalse();
    }

    @Test
    void aStepIsNotStable() {
        assertThat(Memory.of(Samples.of(120, i -> i < 80 ? 600 : 700)).isStable()).isFalse();
    }

    @Test
    void aFewSamplesSayNothing() {
        assertThatThrownBy(() -> Memory.of(Samples.of(7, i -> 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
