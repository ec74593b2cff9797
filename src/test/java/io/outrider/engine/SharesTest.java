package io.outrider.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SharesTest {

    private static int[] of(int... pending) {
        return pending;
    }

    @Test
    void theOldestGoesFirst() {
        assertThat(Shares.OLDEST_FIRST.of(of(300, 300), 512)).containsExactly(300, 212);
        assertThat(Shares.OLDEST_FIRST.of(of(600, 1), 512)).containsExactly(512, 0);
    }

    @Test
    void allThatFitsIsReadAtOnce() {
        assertThat(Shares.EVENLY.of(of(300, 200, 12), 512)).containsExactly(300, 200, 12);
    }

    @Test
    void whoCouldEndAPassBeforeTheOthersEndsWithThem() {
        assertThat(Shares.EVENLY.of(of(300, 300), 512)).containsExactly(256, 256);
        assertThat(Shares.EVENLY.of(of(100, 500), 512)).containsExactly(99, 413);
        assertThat(Shares.EVENLY.of(of(1, 600), 512)).containsExactly(0, 512);
    }

    @Test
    void whoIsManyPassesAheadDoesNotWait() {
        assertThat(Shares.EVENLY.of(of(100, 4000), 512)).containsExactly(100, 412);
    }

    @Test
    void nothingIsDealtTwiceAndNoRowStaysEmptyThatSomebodyCouldUse() {
        Random random = new Random(4);
        for (int trial = 0; trial < 2000; trial++) {
            int room = random.nextInt(600);
            int[] pending = random.ints(1 + random.nextInt(9), 1, 700).toArray();
            int all = Arrays.stream(pending).sum();
            for (Shares way : Shares.values()) {
                int[] shares = way.of(pending, room);
                for (int i = 0; i < pending.length; i++) {
                    assertThat(shares[i]).isBetween(0, pending[i]);
                }
                int dealt = Arrays.stream(shares).sum();
                // Held back is one row of each at most, and only where the next pass takes all.
                assertThat(dealt).isLessThanOrEqualTo(room);
                assertThat(dealt).isGreaterThanOrEqualTo(Math.min(room, all - pending.length));
                if (way == Shares.EVENLY && all > room && all <= 2 * room) {
                    assertThat(all - dealt).isLessThanOrEqualTo(room);
                    for (int i = 0; i < pending.length; i++) {
                        assertThat(shares[i]).isLessThan(pending[i]);
                    }
                }
            }
        }
    }
}
