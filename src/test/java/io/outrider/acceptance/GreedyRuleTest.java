package io.outrider.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GreedyRuleTest {
    private final GreedyRule rule = new GreedyRule();

    @Test
    void aDraftLikeTheTargetIsAcceptedAndABonusFollows() {
        Verdict verdict = rule.judge(new int[] {4, 5}, new int[] {4, 5, 6});

        assertThat(verdict.accepted()).isEqualTo(2);
        assertThat(verdict.closing()).contains(new Verdict.Closing(6, Origin.BONUS));
        assertThat(verdict.tests())
                .containsExactly(
                        new io.outrider.acceptance.Test(1, 1, true),
                        new io.outrider.acceptance.Test(1, 1, true));
    }

    @Test
    void aRejectedDraftEndsWithTheCorrection() {
        Verdict verdict = rule.judge(new int[] {4, 9, 6}, new int[] {4, 5, 6, 7});

        assertThat(verdict.accepted()).isEqualTo(1);
        assertThat(verdict.closing()).contains(new Verdict.Closing(5, Origin.CORRECTED));
        assertThat(verdict.tests())
                .containsExactly(
                        new io.outrider.acceptance.Test(1, 1, true),
                        new io.outrider.acceptance.Test(1, 0, false));
    }

    @Test
    void noDraftIsPlainDecoding() {
        assertThat(rule.judge(new int[0], new int[] {8}).closing())
                .contains(new Verdict.Closing(8, Origin.PLAIN));
    }

    @Test
    void withoutARowForTheBonusNoTokenFollowsAnAcceptedDraft() {
        assertThat(rule.judge(new int[] {4, 5}, new int[] {4, 5}).closing()).isEmpty();
    }

    @Test
    void aWrongNumberOfTargetRowsIsRefused() {
        for (int rows : new int[] {0, 1, 4}) {
            assertThatThrownBy(() -> rule.judge(new int[2], new int[rows]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
