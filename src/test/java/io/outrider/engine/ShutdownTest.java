package io.outrider.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.testing.HeldPass;
import io.outrider.testing.TableModel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class ShutdownTest {

    @Test
    void afterTheDrainTimeTheRunningPassIsBrokenOffAndEverybodyHearsWhy() throws Exception {
        TableModel model = TableEngine.model(1, 1000);
        HeldPass target = new HeldPass(model);
        TableEngine table =
                new TableEngine(
                        target,
                        TableEngine.model(2, 1000),
                        TableEngine.settings(2, 8, Duration.ofMillis(50), UnderLoad.DEFAULT),
                        new QuietObserver(),
                        System::nanoTime);
        target.hold();
        // Two run, one of them drafting, and two wait.
        List<TableEngine.Heard> clients =
                Stream.of("none", "chain", "none", "chain")
                        .map(method -> table.submit(TableEngine.request(method, 1, 5, 10)))
                        .toList();
        target.awaitStuck();
        table.close();
        for (TableEngine.Heard client : clients) {
            assertThat(client.failure().code()).isEqualTo("draining");
        }
        assertThat(table.engine().status()).isInstanceOf(EngineStatus.Draining.class);
        assertThat(model.usedCells()).isZero();
        assertThat(model.rowsOut()).isZero();
    }
}
