package io.outrider.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.generation.GenerationEvent;
import io.outrider.generation.GenerationRequest;
import io.outrider.testing.HeldPass;
import io.outrider.testing.TableModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Sessions that were promised too little. The table model throws when more cells are used than
 * there are, or when a context is evaluated with a gap.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class PreemptionTest {
    private static final List<String> METHODS = List.of("none", "chain", "block", "prompt-lookup");
    private static final int CELLS = 120;

    private TableModel target = TableEngine.model(1, CELLS);
    private TableModel draft = TableEngine.model(2, CELLS);
    private HeldPass held = new HeldPass(target);
    private final CountingObserver observer = new CountingObserver();

    /** An engine that believes answers to be short, as long as it may. */
    private TableEngine engine(double overcommit, Duration drain) throws Exception {
        // An engine closes its models, so every engine gets new ones.
        target = TableEngine.model(1, CELLS);
        draft = TableEngine.model(2, CELLS);
        held = new HeldPass(target);
        TableEngine table =
                new TableEngine(
                        held,
                        draft,
                        TableEngine.settings(
                                6,
                                500,
                                drain,
                                new UnderLoad(
                                        Optional.empty(), overcommit, Duration.ofSeconds(30))),
                        observer,
                        System::nanoTime);
        for (int i = 0; i < 10; i++) {
            assertThat(table.submit(TableEngine.request("none", i, 3, 4)).text()).hasSize(4);
        }
        return table;
    }

    private static GenerationRequest request(int number) {
        return TableEngine.request(
                METHODS.get(number % METHODS.size()), number, 1 + number % 17, 20 + number % 71);
    }

    /** What a request's answer is when nobody disturbs it. */
    private static List<String> undisturbed(int requests) throws Exception {
        try (TableEngine table =
                new TableEngine(
                        TableEngine.model(1, 100_000),
                        TableEngine.model(2, 100_000),
                        TableEngine.settings(1, 8, Duration.ofSeconds(5), UnderLoad.DEFAULT),
                        new QuietObserver(),
                        System::nanoTime)) {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < requests; i++) {
                texts.add(table.submit(request(i)).text());
            }
            return texts;
        }
    }

    private void nothingIsLeft(TableEngine table) throws InterruptedException {
        table.awaitIdle();
        assertThat(table.engine().holdings().reservedCells()).isZero();
        assertThat(table.engine().holdings().sequences()).isZero();
        assertThat(draft.usedCells()).isZero();
        assertThat(target.rowsOut()).isZero();
        assertThat(draft.rowsOut()).isZero();
    }

    @Test
    void preemptedSessionsWriteWhatTheyWriteUndisturbed() throws Exception {
        List<String> alone = undisturbed(60);
        try (TableEngine table = engine(1, Duration.ofSeconds(5))) {
            List<TableEngine.Heard> clients = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                clients.add(table.submit(request(i)));
            }
            List<String> together = new ArrayList<>();
            for (TableEngine.Heard client : clients) {
                together.add(client.text());
            }
            assertThat(together).isEqualTo(alone);
            assertThat(observer.preemptions()).isPositive();
            nothingIsLeft(table);
        }
    }

    @Test
    void randomComingsAndGoingsLeaveNothingBehindAndHarmNobody() throws Exception {
        List<String> alone = undisturbed(200);
        for (int seed = 0; seed < 10; seed++) {
            Random random = new Random(seed);
            try (TableEngine table = engine(1, Duration.ofSeconds(5))) {
                List<TableEngine.Heard> clients = new ArrayList<>();
                for (int i = 0; i < 200; i++) {
                    TableEngine.Heard client = table.submit(request(i));
                    clients.add(client);
                    if (i % 3 == 0) {
                        long delay = random.nextInt(20_000_000);
                        Thread.ofVirtual()
                                .start(
                                        () -> {
                                            long until = System.nanoTime() + delay;
                                            while (System.nanoTime() < until) {
                                                Thread.yield();
                                            }
                                            client.cancel();
                                        });
                    }
                }
                for (int i = 0; i < 200; i++) {
                    if (i % 3 != 0) {
                        assertThat(clients.get(i).text()).isEqualTo(alone.get(i));
                    }
                }
                nothingIsLeft(table);
            }
        }
        assertThat(observer.preemptions()).isGreaterThan(10);
    }

    @Test
    void aSessionThatMayFillTheWholeCacheEndsAmongOthers() throws Exception {
        try (TableEngine table = engine(1, Duration.ofSeconds(5))) {
            List<TableEngine.Heard> clients = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                clients.add(table.submit(TableEngine.request(METHODS.get(i % 4), i, 5, CELLS - 5)));
            }
            for (TableEngine.Heard client : clients) {
                assertThat(client.text()).hasSize(CELLS - 5);
            }
            assertThat(observer.preemptions()).isPositive();
            nothingIsLeft(table);
        }
    }

    @Test
    void withoutOvercommitNobodyIsPreempted() throws Exception {
        try (TableEngine table = engine(0, Duration.ofSeconds(5))) {
            List<TableEngine.Heard> clients = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                clients.add(table.submit(request(i)));
            }
            for (TableEngine.Heard client : clients) {
                assertThat(client.end.get(30, TimeUnit.SECONDS))
                        .isInstanceOf(GenerationEvent.Finished.class);
            }
            assertThat(observer.preemptions()).isZero();
            nothingIsLeft(table);
        }
    }

    @Test
    void theEndOfTheServerReachesThePreemptedToo() throws Exception {
        TableEngine table = engine(1, Duration.ofMillis(1));
        List<TableEngine.Heard> clients = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            clients.add(table.submit(TableEngine.request("none", i, 5, CELLS - 5)));
        }
        while (observer.preemptions() == 0) {
            Thread.sleep(1);
        }
        held.hold();
        table.close();
        for (TableEngine.Heard client : clients) {
            assertThat(client.end.get(10, TimeUnit.SECONDS))
                    .satisfiesAnyOf(
                            end -> assertThat(end).isInstanceOf(GenerationEvent.Finished.class),
                            end ->
                                    assertThat(((GenerationEvent.Failed) end).code())
                                            .isEqualTo("draining"));
        }
        assertThat(clients).anyMatch(each -> each.end.join() instanceof GenerationEvent.Failed);
        assertThat(target.rowsOut()).isZero();
    }
}
