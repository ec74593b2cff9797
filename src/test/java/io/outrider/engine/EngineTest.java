package io.outrider.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.generation.FinishReason;
import io.outrider.generation.GenerationEvent;
import io.outrider.generation.GenerationRequest;
import io.outrider.generation.Limits;
import io.outrider.generation.Prompt;
import io.outrider.generation.Refusal;
import io.outrider.generation.Sampling;
import io.outrider.generation.Speculation;
import io.outrider.testing.Costs;
import io.outrider.testing.TableModel;
import io.outrider.testing.TableTokenizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class EngineTest {
    private static final int VOCABULARY = 12;

    private final Random random = new Random(5);
    private final TableModel target = new TableModel(TableModel.randomTable(VOCABULARY, random));
    private final TableModel draft = new TableModel(TableModel.randomTable(VOCABULARY, random));
    private final List<Engine> engines = new ArrayList<>();

    @AfterEach
    void close() {
        engines.forEach(Engine::close);
    }

    private Engine engine(TableModel target, int sessions, int queue) throws InterruptedException {
        Engine engine =
                new Engine(
                        progress ->
                                new Machine(
                                        "table",
                                        List.of("alias"),
                                        target,
                                        Optional.of(new Machine.Drafter("small table", draft)),
                                        new TableTokenizer(VOCABULARY),
                                        Map.of(),
                                        Optional.empty(),
                                        Costs.flat(),
                                        () -> {}),
                        new EngineSettings(
                                sessions,
                                queue,
                                512,
                                new PrefillChunk(8, 8, Optional.empty()),
                                1 << 20,
                                "none",
                                3,
                                0,
                                Duration.ofSeconds(2),
                                UnderLoad.DEFAULT),
                        new QuietObserver(),
                        System::nanoTime,
                        () -> 42L);
        engines.add(engine);
        engine.start(why -> {});
        while (engine.status() instanceof EngineStatus.Loading) {
            Thread.sleep(1);
        }
        return engine;
    }

    private static GenerationRequest request(String method, long seed, int maxTokens) {
        return new GenerationRequest(
                method + seed,
                Prompt.Tokens.of(1, 2, 3, 1, 2),
                // The end token is biased away, so that lengths are what the test asks for.
                new Sampling(1, 0, 1, 0, 0, 0, 1, 64, Map.of(VOCABULARY - 1, -100.0)),
                Limits.tokens(maxTokens),
                Speculation.of(method, 3),
                OptionalLong.of(seed),
                Optional.empty());
    }

    private static final class Sink implements Consumer<GenerationEvent> {
        final ConcurrentLinkedQueue<GenerationEvent> events = new ConcurrentLinkedQueue<>();
        final CompletableFuture<GenerationEvent> end = new CompletableFuture<>();
        final CountDownLatch firstText = new CountDownLatch(1);

        @Override
        public void accept(GenerationEvent event) {
            events.add(event);
            switch (event) {
                case GenerationEvent.Started started -> {}
                case GenerationEvent.Delta delta -> firstText.countDown();
                case GenerationEvent.Finished finished -> end.complete(finished);
                case GenerationEvent.Failed failed -> end.complete(failed);
            }
        }

        String text() throws ExecutionException, InterruptedException, TimeoutException {
            end.get(30, TimeUnit.SECONDS);
            StringBuilder text = new StringBuilder();
            for (GenerationEvent event : events) {
                if (event instanceof GenerationEvent.Delta(String delta)) {
                    text.append(delta);
                }
            }
            return text.toString();
        }
    }

    private static Sink submit(Engine engine, GenerationRequest request) {
        Sink sink = new Sink();
        assertThat(engine.submit(request, sink)).isInstanceOf(Admission.Admitted.class);
        return sink;
    }

    private static void awaitIdle(Engine engine) throws InterruptedException {
        while (engine.holdings().running() > 0 || engine.holdings().usedCells() > 0) {
            Thread.sleep(1);
        }
    }

    @Test
    void everyMethodWritesAsManyTokensAsWereAskedFor() throws Exception {
        Engine engine = engine(target, 4, 8);
        for (String method : List.of("none", "chain", "block", "prompt-lookup")) {
            for (int length = 1; length <= 9; length++) {
                Sink sink = submit(engine, request(method, length, length));
                assertThat(sink.text()).as(method).hasSize(length);
                var finished = (GenerationEvent.Finished) sink.end.get();
                assertThat(finished.reason()).isEqualTo(FinishReason.LENGTH);
                assertThat(finished.usage().completionTokens()).isEqualTo(length);
                assertThat(finished.usage().promptTokens()).isEqualTo(5);
            }
        }
        awaitIdle(engine);
        assertThat(target.rowsOut()).isZero();
        assertThat(draft.rowsOut()).isZero();
    }

    @Test
    void sessionsThatShareAnEngineWriteWhatTheyWriteAlone() throws Exception {
        Engine engine = engine(target, 8, 64);
        List<GenerationRequest> requests = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            String method = List.of("none", "chain", "block", "prompt-lookup").get(i % 4);
            requests.add(request(method, i, 20 + i));
        }
        List<String> alone = new ArrayList<>();
        for (GenerationRequest request : requests) {
            alone.add(submit(engine, request).text());
        }
        List<Sink> sinks = requests.stream().map(request -> submit(engine, request)).toList();
        List<String> together = new ArrayList<>();
        for (Sink sink : sinks) {
            together.add(sink.text());
        }
        assertThat(together).isEqualTo(alone);
        assertThat(alone).doesNotHaveDuplicates();
    }

    @Test
    void atTemperatureZeroEveryMethodWritesTheSame() throws Exception {
        Engine engine = engine(target, 4, 8);
        List<String> texts = new ArrayList<>();
        for (String method : List.of("none", "chain", "block", "prompt-lookup")) {
            GenerationRequest seeded = request(method, 1, 60);
            texts.add(
                    submit(
                                    engine,
                                    new GenerationRequest(
                                            method,
                                            seeded.prompt(),
                                            seeded.sampling().withTemperature(0),
                                            seeded.limits(),
                                            seeded.speculation(),
                                            OptionalLong.empty(),
                                            Optional.empty()))
                            .text());
        }
        assertThat(texts).allSatisfy(text -> assertThat(text).isEqualTo(texts.getFirst()));
    }

    @Test
    void aCancelledSessionFreesItsCellsAndHarmsNobody() throws Exception {
        Engine engine = engine(target, 4, 8);
        Sink cancelled = new Sink();
        var admitted = (Admission.Admitted) engine.submit(request("chain", 1, 400), cancelled);
        Sink other = submit(engine, request("chain", 2, 100));
        assertThat(cancelled.firstText.await(10, TimeUnit.SECONDS)).isTrue();
        admitted.ticket().cancel();
        admitted.ticket().cancel();
        assertThat(other.text()).hasSize(100);
        awaitIdle(engine);
        assertThat(cancelled.end).isNotDone();
        assertThat(target.rowsOut()).isZero();
        assertThat(submit(engine, request("none", 3, 5)).text()).hasSize(5);
    }

    @Test
    void randomCancelsLeaveNothingBehind() throws Exception {
        Engine engine = engine(target, 6, 200);
        List<Sink> kept = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            String method = List.of("none", "chain", "block", "prompt-lookup").get(i % 4);
            Sink sink = new Sink();
            var admission = (Admission.Admitted) engine.submit(request(method, i, 60), sink);
            if (i % 3 == 0) {
                kept.add(sink);
            } else {
                long delay = random.nextInt(2_000_000);
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    long until = System.nanoTime() + delay;
                                    while (System.nanoTime() < until) {
                                        Thread.yield();
                                    }
                                    admission.ticket().cancel();
                                });
            }
        }
        for (Sink sink : kept) {
            assertThat(sink.text()).hasSize(60);
        }
        awaitIdle(engine);
        assertThat(target.usedCells()).isZero();
        assertThat(draft.usedCells()).isZero();
        assertThat(target.rowsOut()).isZero();
        assertThat(draft.rowsOut()).isZero();
        assertThat(engine.holdings().reservedCells()).isZero();
    }

    @Test
    void aFullQueueRefuses() throws Exception {
        Engine engine = engine(target, 1, 1);
        List<Admission> answers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            answers.add(engine.submit(request("none", i, 500), event -> {}));
        }
        assertThat(answers)
                .anySatisfy(
                        answer ->
                                assertThat(answer)
                                        .isInstanceOfSatisfying(
                                                Admission.Refused.class,
                                                refused ->
                                                        assertThat(refused.refusal())
                                                                .isInstanceOf(
                                                                        Refusal.Overloaded.class)));
        for (Admission answer : answers) {
            if (answer instanceof Admission.Admitted admitted) {
                admitted.ticket().cancel();
            }
        }
        // Those that wait are dropped by the engine thread, soon but not at once.
        Sink last = new Sink();
        while (!(engine.submit(request("none", 99, 5), last) instanceof Admission.Admitted)) {
            Thread.sleep(1);
        }
        assertThat(last.text()).hasSize(5);
    }

    @Test
    void anEngineFailureEndsEverySessionWithItsReason() throws Exception {
        TableModel failing =
                new TableModel(TableModel.randomTable(VOCABULARY, random)).failingFrom(20);
        Engine engine = engine(failing, 4, 8);
        List<Sink> sinks = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            sinks.add(submit(engine, request("chain", i, 400)));
        }
        for (Sink sink : sinks) {
            assertThat(sink.end.get(10, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            GenerationEvent.Failed.class,
                            failed -> {
                                assertThat(failed.code()).isEqualTo("engine_failure");
                                assertThat(failed.message()).contains("scripted failure");
                            });
        }
        assertThat(engine.status()).isInstanceOf(EngineStatus.Broken.class);
        assertThat(engine.submit(request("none", 1, 1), event -> {}))
                .isInstanceOf(Admission.Refused.class);
    }

    @Test
    void aStopTextEndsTheAnswerAndIsNotPartOfIt() throws Exception {
        Engine engine = engine(target, 4, 8);
        String whole = submit(engine, request("chain", 9, 80)).text();
        String stop = whole.substring(30, 33);
        GenerationRequest seeded = request("chain", 9, 80);
        Sink sink =
                submit(
                        engine,
                        new GenerationRequest(
                                "stop",
                                seeded.prompt(),
                                seeded.sampling(),
                                new Limits(OptionalInt.of(80), List.of(stop), Optional.empty()),
                                seeded.speculation(),
                                seeded.seed(),
                                Optional.empty()));
        assertThat(sink.text()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
        assertThat(((GenerationEvent.Finished) sink.end.get()).reason())
                .isEqualTo(FinishReason.STOP);
    }

    @Test
    void whatDoesNotFitIsRefusedWithBothNumbers() throws Exception {
        Engine engine = engine(target, 4, 8);
        assertThat(engine.submit(request("none", 1, 600), event -> {}))
                .isInstanceOfSatisfying(
                        Admission.Refused.class,
                        refused ->
                                assertThat(refused.refusal())
                                        .isInstanceOfSatisfying(
                                                Refusal.Invalid.class,
                                                invalid -> {
                                                    assertThat(invalid.code())
                                                            .isEqualTo("context_length_exceeded");
                                                    assertThat(invalid.message())
                                                            .contains("512", "600", "5");
                                                }));
        assertThat(engine.submit(request("magic", 1, 6), event -> {}))
                .isInstanceOf(Admission.Refused.class);
        assertThat(submit(engine, request("none", 1, 507)).text()).hasSize(507);
    }

    @Test
    void closingLetsRunningSessionsFinishAndRefusesNewOnes() throws Exception {
        Engine engine = engine(target, 4, 8);
        Sink running = submit(engine, request("chain", 1, 300));
        assertThat(running.firstText.await(10, TimeUnit.SECONDS)).isTrue();
        engine.close();
        assertThat(running.text()).hasSize(300);
        assertThat(engine.submit(request("none", 1, 1), event -> {}))
                .isInstanceOfSatisfying(
                        Admission.Refused.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo("draining"));
    }
}
