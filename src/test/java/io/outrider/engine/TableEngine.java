package io.outrider.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.generation.GenerationEvent;
import io.outrider.generation.GenerationRequest;
import io.outrider.generation.Limits;
import io.outrider.generation.Prompt;
import io.outrider.generation.Sampling;
import io.outrider.generation.Speculation;
import io.outrider.model.ForwardPass;
import io.outrider.testing.Costs;
import io.outrider.testing.TableModel;
import io.outrider.testing.TableTokenizer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The production engine on models that are tables, and what its clients hear. */
final class TableEngine implements AutoCloseable {
    static final int VOCABULARY = 12;

    private final Engine engine;

    TableEngine(
            ForwardPass target,
            ForwardPass draft,
            EngineSettings settings,
            EngineObserver observer,
            LongSupplier clock)
            throws InterruptedException {
        engine =
                new Engine(
                        progress ->
                                new Machine(
                                        "table",
                                        List.of(),
                                        target,
                                        Optional.of(new Machine.Drafter("small table", draft)),
                                        new TableTokenizer(VOCABULARY),
                                        Map.of(),
                                        Optional.empty(),
                                        Costs.flat(),
                                        () -> {}),
                        settings,
                        observer,
                        clock,
                        () -> 42L);
        engine.start(why -> {});
        while (engine.status() instanceof EngineStatus.Loading) {
            Thread.sleep(1);
        }
    }

    /** A random model with so many cells. */
    static TableModel model(long seed, int cells) {
        return new TableModel(
                TableModel.randomTable(VOCABULARY, new Random(seed)),
                new ForwardPass.Shape(VOCABULARY, cells, 64, 64));
    }

    static EngineSettings settings(int sessions, int queue, Duration drain, UnderLoad underLoad) {
        return new EngineSettings(
                sessions,
                queue,
                512,
                new PrefillChunk(8, 8, Optional.empty()),
                1 << 20,
                "none",
                3,
                0,
                drain,
                underLoad);
    }

    /** A request of exactly so many tokens: the end token is biased away. */
    static GenerationRequest request(String method, long seed, int promptLength, int maxTokens) {
        return new GenerationRequest(
                method + seed,
                new Prompt.Tokens(
                        new Random(seed).ints(promptLength, 0, VOCABULARY - 1).boxed().toList()),
                new Sampling(1, 0, 1, 0, 0, 0, 1, 64, Map.of(VOCABULARY - 1, -100.0)),
                Limits.tokens(maxTokens),
                Speculation.of(method, 3),
                OptionalLong.of(seed),
                Optional.empty());
    }

    Engine engine() {
        return engine;
    }

    Heard submit(GenerationRequest request) {
        Heard heard = new Heard();
        Admission admission = engine.submit(request, heard);
        assertThat(admission).isInstanceOf(Admission.Admitted.class);
        heard.ticket = ((Admission.Admitted) admission).ticket();
        return heard;
    }

    void awaitIdle() throws InterruptedException {
        while (engine.holdings().running() > 0
                || engine.holdings().waiting() > 0
                || engine.holdings().usedCells() > 0) {
            Thread.sleep(1);
        }
    }

    @Override
    public void close() {
        engine.close();
    }

    /** What one client hears. */
    static final class Heard implements Consumer<GenerationEvent> {
        final CompletableFuture<GenerationEvent> end = new CompletableFuture<>();
        final CompletableFuture<String> firstText = new CompletableFuture<>();
        private final StringBuffer text = new StringBuffer();
        private Admission.Ticket ticket = () -> {};

        @Override
        public void accept(GenerationEvent event) {
            switch (event) {
                case GenerationEvent.Started started -> {}
                case GenerationEvent.Delta(String delta) -> {
                    text.append(delta);
                    firstText.complete(delta);
                }
                case GenerationEvent.Finished finished -> end.complete(finished);
                case GenerationEvent.Failed failed -> end.complete(failed);
            }
        }

        void cancel() {
            ticket.cancel();
        }

        String text() throws ExecutionException, InterruptedException, TimeoutException {
            assertThat(end.get(30, TimeUnit.SECONDS)).isInstanceOf(GenerationEvent.Finished.class);
            return text.toString();
        }

        GenerationEvent.Failed failure()
                throws ExecutionException, InterruptedException, TimeoutException {
            GenerationEvent last = end.get(30, TimeUnit.SECONDS);
            assertThat(last).isInstanceOf(GenerationEvent.Failed.class);
            return (GenerationEvent.Failed) last;
        }
    }
}
