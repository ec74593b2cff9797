package io.outrider.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class TurnoverTest {
    private static final int PLACES = 4;

    private long now;
    private final Turnover turnover = new Turnover(now);

    /** All places are held, each for so many seconds, for this long. */
    private void serve(double secondsEach, int minutes) {
        double every = secondsEach / PLACES;
        for (double t = 0; t < 60.0 * minutes; t += every) {
            turnover.holds(PLACES, now);
            now += (long) (every * 1e9);
            turnover.left();
            turnover.holds(PLACES, now);
        }
    }

    private long waitBehind(int ahead) {
        return turnover.wait(ahead, PLACES).toSeconds();
    }

    @Test
    void theWaitIsTheQueueOverTheRateThatWasMeasured() {
        serve(2, 10);
        assertThat(waitBehind(0)).isEqualTo(1);
        assertThat(waitBehind(19)).isBetween(10L, 11L);
        assertThat(waitBehind(39)).isBetween(20L, 21L);
    }

    @Test
    void theRateFollowsWhatHappensNow() {
        serve(2, 60);
        serve(8, 10);
        assertThat(waitBehind(9)).isBetween(20L, 21L);
        serve(1, 10);
        assertThat(waitBehind(9)).isBetween(3L, 4L);
    }

    @Test
    void idleHoursChangeNothing() {
        serve(2, 10);
        turnover.holds(0, now);
        now += Duration.ofHours(9).toNanos();
        turnover.holds(0, now);
        assertThat(waitBehind(19)).isBetween(10L, 11L);
    }

    @Test
    void sessionsThatDoNotLeaveLengthenTheWait() {
        serve(2, 10);
        turnover.holds(PLACES, now);
        now += Duration.ofMinutes(2).toNanos();
        turnover.holds(PLACES, now);
        assertThat(waitBehind(9)).isGreaterThan(20);
    }

    @Test
    void theWaitIsAlwaysBetweenASecondAndAMinute() {
        assertThat(waitBehind(0)).isBetween(1L, 5L);
        assertThat(waitBehind(1_000_000)).isEqualTo(60);
        turnover.holds(PLACES, now);
        now += Duration.ofDays(400).toNanos();
        turnover.holds(PLACES, now);
        assertThat(waitBehind(3)).isEqualTo(60);
    }
}
