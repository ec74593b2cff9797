package io.outrider.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.testing.HeldPass;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class WatchdogTest {
    private final AtomicLong now = new AtomicLong();
    private final Watchdog watchdog = new Watchdog(now::get, Duration.ofSeconds(30));

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void anIdleEngineIsNeverStuck() {
        pass(Duration.ofDays(1));
        assertThat(watchdog.stall()).isEmpty();
        watchdog.takesUp();
        watchdog.ticked(0);
        pass(Duration.ofDays(1));
        assertThat(watchdog.stall()).isEmpty();
    }

    @Test
    void workThatTakesLongerThanThePatienceIsAStallUntilTheNextTick() {
        pass(Duration.ofDays(1));
        watchdog.takesUp();
        pass(Duration.ofSeconds(30));
        assertThat(watchdog.stall()).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(watchdog.stall()).hasValueSatisfying(why -> assertThat(why).contains("31 s"));
        watchdog.ticked(3);
        assertThat(watchdog.stall()).isEmpty();
    }

    @Test
    void sessionsThatNobodyServesAreAStallToo() {
        watchdog.takesUp();
        watchdog.ticked(1);
        pass(Duration.ofSeconds(31));
        assertThat(watchdog.stall()).isPresent();
    }

    @Test
    void twentyTimesTheLongestRecentPassIsNoStall() {
        watchdog.passTook(Duration.ofSeconds(5).toNanos());
        watchdog.takesUp();
        pass(Duration.ofSeconds(99));
        assertThat(watchdog.stall()).isEmpty();
        for (int shorter = 0; shorter < 200; shorter++) {
            watchdog.passTook(1);
        }
        assertThat(watchdog.stall()).isPresent();
    }

    @Test
    void anEngineIsStuckWithItsPassAndMovesAgainAfterIt() throws Exception {
        HeldPass target = new HeldPass(TableEngine.model(1, 1000));
        UnderLoad underLoad = new UnderLoad(Optional.empty(), 1, Duration.ofSeconds(30));
        try (TableEngine table =
                new TableEngine(
                        target,
                        TableEngine.model(2, 1000),
                        TableEngine.settings(2, 4, Duration.ofSeconds(5), underLoad),
                        new QuietObserver(),
                        now::get)) {
            assertThat(table.submit(TableEngine.request("none", 1, 5, 10)).text()).hasSize(10);
            table.awaitIdle();
            pass(Duration.ofHours(1));
            assertThat(table.engine().stall()).isEmpty();

            target.hold();
            var heard = table.submit(TableEngine.request("none", 2, 5, 10));
            target.awaitStuck();
            assertThat(table.engine().stall()).isEmpty();
            pass(Duration.ofSeconds(31));
            assertThat(table.engine().stall()).isPresent();
            target.release();
            assertThat(heard.text()).hasSize(10);
            table.awaitIdle();
            assertThat(table.engine().stall()).isEmpty();
        }
    }
}
