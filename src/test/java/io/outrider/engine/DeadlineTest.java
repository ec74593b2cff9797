package io.outrider.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.generation.GenerationRequest;
import io.outrider.testing.HeldPass;
import io.outrider.testing.TableModel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class DeadlineTest {
    private final AtomicLong now = new AtomicLong();
    private final TableModel model = TableEngine.model(1, 1000);
    private final TableModel draft = TableEngine.model(2, 1000);
    private final HeldPass target = new HeldPass(model);

    private TableEngine engine(int sessions, Optional<Duration> timeout, LongSupplier clock)
            throws InterruptedException {
        UnderLoad underLoad = new UnderLoad(timeout, 1, Duration.ofSeconds(30));
        return new TableEngine(
                target,
                draft,
                TableEngine.settings(sessions, 8, Duration.ofSeconds(5), underLoad),
                new QuietObserver(),
                clock);
    }

    private static GenerationRequest within(GenerationRequest request, Duration timeout) {
        return new GenerationRequest(
                request.id(),
                request.prompt(),
                request.sampling(),
                request.limits().withTimeout(timeout),
                request.speculation(),
                request.seed(),
                request.owner());
    }

    private static GenerationRequest request(long seed) {
        return TableEngine.request("chain", seed, 5, 40);
    }

    private void nothingIsLeft(TableEngine table) throws InterruptedException {
        table.awaitIdle();
        assertThat(table.engine().holdings().reservedCells()).isZero();
        assertThat(draft.usedCells()).isZero();
        assertThat(model.rowsOut()).isZero();
        assertThat(draft.rowsOut()).isZero();
    }

    @Test
    void aRequestThatWaitedTooLongFailsAndTheOthersGoOn() throws Exception {
        try (TableEngine table = engine(1, Optional.empty(), now::get)) {
            target.hold();
            var running = table.submit(request(1));
            target.awaitStuck();
            var late = table.submit(within(request(2), Duration.ofSeconds(5)));
            var patient = table.submit(within(request(3), Duration.ofSeconds(50)));
            now.addAndGet(Duration.ofSeconds(6).toNanos());
            target.release();
            assertThat(late.failure().code()).isEqualTo("deadline_exceeded");
            assertThat(late.failure().message()).contains("5.000 s");
            assertThat(running.text()).hasSize(40);
            assertThat(patient.text()).hasSize(40);
            nothingIsLeft(table);
        }
    }

    @Test
    void aRunningRequestEndsOneTickAfterItsTimeIsUp() throws Exception {
        try (TableEngine table = engine(2, Optional.empty(), now::get)) {
            target.hold();
            var late = table.submit(within(request(1), Duration.ofSeconds(5)));
            var other = table.submit(request(2));
            target.awaitStuck();
            now.addAndGet(Duration.ofSeconds(6).toNanos());
            target.release();
            assertThat(late.failure().code()).isEqualTo("deadline_exceeded");
            assertThat(other.text()).hasSize(40);
            nothingIsLeft(table);
        }
    }

    @Test
    void theServersOwnTimeoutHoldsForWhoeverAsksForMoreOrForNothing() throws Exception {
        try (TableEngine table = engine(2, Optional.of(Duration.ofSeconds(5)), now::get)) {
            target.hold();
            var silent = table.submit(request(1));
            var greedy = table.submit(within(request(2), Duration.ofHours(1)));
            target.awaitStuck();
            now.addAndGet(Duration.ofSeconds(6).toNanos());
            target.release();
            assertThat(silent.failure().code()).isEqualTo("deadline_exceeded");
            assertThat(greedy.failure().code()).isEqualTo("deadline_exceeded");
            nothingIsLeft(table);
        }
    }

    @Test
    void anEngineWithNothingElseToDoWakesForADeadline() throws Exception {
        try (TableEngine table = engine(1, Optional.empty(), System::nanoTime)) {
            CountDownLatch reading = new CountDownLatch(1);
            // A session that never comes back to the engine holds the only place.
            Admission slow =
                    table.engine()
                            .submit(
                                    request(1),
                                    event -> {
                                        try {
                                            reading.await();
                                        } catch (InterruptedException cancelled) {
                                            Thread.currentThread().interrupt();
                                        }
                                    });
            assertThat(slow).isInstanceOf(Admission.Admitted.class);
            var late = table.submit(within(request(2), Duration.ofMillis(50)));
            assertThat(late.failure().code()).isEqualTo("deadline_exceeded");
            reading.countDown();
            nothingIsLeft(table);
        }
    }
}
