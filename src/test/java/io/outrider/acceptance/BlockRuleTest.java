package io.outrider.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BlockRuleTest extends LosslessContract {

    @Override
    AcceptanceRule rule() {
        return new BlockRule();
    }

    @Test
    void oneDraftedTokenIsJudgedAsByRejection() {
        Random random = new Random(20);
        for (int trial = 0; trial < 50; trial++) {
            Tables tables = Tables.random(random, 4);
            assertThat(expectedTokens(tables, 1))
                    .isEqualTo(expectedByRejection(tables, 1), within(1e-12));
        }
    }

    @Test
    void neverFewerTokensThanByRejectionAndOftenMore() {
        Random random = new Random(21);
        int more = 0;
        for (int trial = 0; trial < 60; trial++) {
            Tables tables = Tables.random(random, 3);
            int gamma = 2 + trial % 2;
            double gain = expectedTokens(tables, gamma) - expectedByRejection(tables, gamma);
            assertThat(gain).isGreaterThan(-1e-12);
            more += gain > 1e-3 ? 1 : 0;
        }
        assertThat(more).isGreaterThan(20);
    }

    private static double expectedByRejection(Tables tables, int gamma) {
        return new RejectionRuleTest().expectedTokens(tables, gamma);
    }
}
