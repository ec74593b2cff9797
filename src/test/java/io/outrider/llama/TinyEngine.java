package io.outrider.llama;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.engine.Admission;
import io.outrider.engine.CountingObserver;
import io.outrider.engine.Engine;
import io.outrider.engine.EngineSettings;
import io.outrider.engine.EngineStatus;
import io.outrider.engine.Machine;
import io.outrider.engine.PrefillChunk;
import io.outrider.engine.UnderLoad;
import io.outrider.generation.GenerationEvent;
import io.outrider.generation.GenerationRequest;
import io.outrider.testing.Costs;
import io.outrider.testing.TinyPair;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The production engine on a generated pair, ready to be asked. */
final class TinyEngine implements AutoCloseable {
    private final LlamaModel target;
    private final LlamaModel draft;
    private final LlamaTokenizer tokenizer;
    private final CountingObserver observer = new CountingObserver();
    private final Engine engine;

    /** With as many sessions as the context has ids, each of which evaluates all it needs. */
    TinyEngine(TinyPair pair, ContextSettings context) throws InterruptedException {
        this(pair, context, context.sequences(), 0);
    }

    TinyEngine(TinyPair pair, ContextSettings context, int sessions, int prefixCells)
            throws InterruptedException {
        LlamaLibrary library = Natives.library();
        target = LlamaModel.load(library, pair.target(), 0, share -> {});
        draft = LlamaModel.load(library, pair.draft(), 0, share -> {});
        tokenizer = new LlamaTokenizer(target);
        engine =
                new Engine(
                        progress -> machine(context),
                        new EngineSettings(
                                sessions,
                                64,
                                context.cells(),
                                new PrefillChunk(32, 32, Optional.empty()),
                                1 << 20,
                                "none",
                                4,
                                prefixCells,
                                Duration.ofSeconds(5),
                                UnderLoad.DEFAULT),
                        observer,
                        System::nanoTime,
                        () -> 1L);
        engine.start(why -> {});
        while (engine.status() instanceof EngineStatus.Loading) {
            Thread.sleep(1);
        }
        assertThat(engine.status()).isInstanceOf(EngineStatus.Ready.class);
    }

    private Machine machine(ContextSettings context) {
        return new Machine(
                "tiny",
                List.of(),
                new LlamaContext(target, context),
                Optional.of(new Machine.Drafter("tiny-draft", new LlamaContext(draft, context))),
                tokenizer,
                Map.of(),
                Optional.empty(),
                Costs.flat(),
                () -> {});
    }

    int preemptions() {
        return observer.preemptions();
    }

    int keptCells() {
        return engine.holdings().keptCells();
    }

    LlamaModel target() {
        return target;
    }

    LlamaModel draft() {
        return draft;
    }

    LlamaTokenizer tokenizer() {
        return tokenizer;
    }

    Admission.Ticket submit(GenerationRequest request, Consumer<GenerationEvent> sink) {
        return switch (engine.submit(request, sink)) {
            case Admission.Admitted admitted -> admitted.ticket();
            case Admission.Refused refused -> throw new AssertionError(refused.refusal());
        };
    }

    /** Waits until no session runs, and says how many cells are still used or promised. */
    int cellsHeldWhenIdle() throws InterruptedException {
        while (engine.holdings().running() > 0 || engine.holdings().waiting() > 0) {
            Thread.sleep(1);
        }
        return engine.holdings().usedCells() + engine.holdings().reservedCells();
    }

    @Override
    public void close() {
        engine.close();
        tokenizer.close();
        draft.close();
        target.close();
    }
}
