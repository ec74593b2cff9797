package io.outrider.probability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenCountsTest {

    @Test
    void tokensAreCountedInAnyOrder() {
        TokenCounts counts = TokenCounts.of(5, 2, 5, 9, 5);

        assertThat(counts.count(5)).isEqualTo(3);
        assertThat(counts.count(2)).isEqualTo(1);
        assertThat(counts.count(3)).isZero();
    }

    @Test
    void addingOneByOneIsCountingAtOnce() {
        int[] tokens = new Random(1).ints(300, 0, 40).toArray();
        TokenCounts counts = TokenCounts.none();
        for (int token : tokens) {
            counts = counts.with(token);
        }
        TokenCounts atOnce = TokenCounts.of(tokens);

        assertThat(counts.ids()).containsExactly(atOnce.ids());
        for (int id = 0; id < 40; id++) {
            assertThat(counts.count(id)).isEqualTo(atOnce.count(id));
        }
    }

    @Test
    void addingLeavesTheOriginalAlone() {
        TokenCounts counts = TokenCounts.of(1, 1);
        assertThat(counts.with(1).with(4).count(1)).isEqualTo(3);
        assertThat(counts.count(1)).isEqualTo(2);
        assertThat(counts.count(4)).isZero();
    }

    @Test
    void negativeIdsAreRefused() {
        assertThatThrownBy(() -> TokenCounts.of(1, -1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TokenCounts.none().with(-1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
