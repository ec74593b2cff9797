package io.outrider.llama;

import io.outrider.engine.Admission;
import io.outrider.generation.FinishReason;
import io.outrider.generation.GenerationEvent;
import io.outrider.generation.GenerationRequest;
import io.outrider.generation.SpeculationReport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** One request to a {@link TinyEngine}, being answered. */
final class TinyStream implements Consumer<GenerationEvent> {

    /** What a stream wrote and how. */
    record Written(String text, FinishReason reason, SpeculationReport report) {}

    private final StringBuilder text = new StringBuilder();
    private final AtomicInteger deltas = new AtomicInteger();
    private final CompletableFuture<Written> written = new CompletableFuture<>();
    private final CompletableFuture<Admission.Ticket> ticket = new CompletableFuture<>();
    private final Consumer<TinyStream> atDelta;

    private TinyStream(Consumer<TinyStream> atDelta) {
        this.atDelta = atDelta;
    }

    static TinyStream run(TinyEngine engine, GenerationRequest request) {
        return run(engine, request, delta -> {});
    }

    /**
     * @param atDelta called on the session's thread when a piece of text has come
     */
    static TinyStream run(
            TinyEngine engine, GenerationRequest request, Consumer<TinyStream> atDelta) {
        TinyStream stream = new TinyStream(atDelta);
        stream.ticket.complete(engine.submit(request, stream));
        return stream;
    }

    void cancel() {
        ticket.join().cancel();
    }

    @Override
    public void accept(GenerationEvent event) {
        switch (event) {
            case GenerationEvent.Started started -> {}
            case GenerationEvent.Delta delta -> {
                text.append(delta.text());
                deltas.incrementAndGet();
                atDelta.accept(this);
            }
            case GenerationEvent.Finished finished ->
                    written.complete(
                            new Written(
                                    text.toString(), finished.reason(), finished.speculation()));
            case GenerationEvent.Failed failed ->
                    written.completeExceptionally(new AssertionError(failed));
        }
    }

    /** How many pieces of text have come. */
    int deltas() {
        return deltas.get();
    }

    boolean isDone() {
        return written.isDone();
    }

    /** What has come so far; read it once nothing comes any more. */
    String text() {
        return text.toString();
    }

    /** Waits for the end. */
    Written end() {
        return written.orTimeout(60, TimeUnit.SECONDS).join();
    }
}
