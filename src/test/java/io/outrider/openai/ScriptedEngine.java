package io.outrider.openai;

import io.outrider.engine.Admission;
import io.outrider.engine.EngineDoor;
import io.outrider.engine.EngineStatus;
import io.outrider.engine.ModelCard;
import io.outrider.engine.PaceReport;
import io.outrider.generation.FinishReason;
import io.outrider.generation.GenerationEvent;
import io.outrider.generation.GenerationRequest;
import io.outrider.generation.Refusal;
import io.outrider.generation.SpeculationReport;
import io.outrider.generation.Usage;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** An engine that does what the test tells it, on a thread of its own. */
@Alternative
@Singleton
class ScriptedEngine implements EngineDoor {
    static final ModelCard CARD =
            new ModelCard(
                    "org/target-1b",
                    List.of("alias"),
                    Optional.of("draft-100m"),
                    4096,
                    32_000,
                    List.of("plain", "chain"),
                    "chain",
                    Optional.empty());
    static final SpeculationReport REPORT =
            new SpeculationReport("chain", true, 6, 5, 15, 6, List.of(2, 1, 1, 1));

    /** What the engine does with the next requests. */
    @FunctionalInterface
    interface Script {
        void play(Play play) throws InterruptedException;
    }

    private volatile Script script = Play::hello;
    private volatile EngineStatus status = new EngineStatus.Ready(CARD);
    private volatile Optional<Refusal> refusal = Optional.empty();
    private volatile Optional<String> stall = Optional.empty();
    private final LinkedBlockingQueue<Play> plays = new LinkedBlockingQueue<>();

    void reset() {
        script = Play::hello;
        status = new EngineStatus.Ready(CARD);
        refusal = Optional.empty();
        stall = Optional.empty();
        plays.clear();
    }

    @Override
    public Optional<PaceReport> pace() {
        return Optional.empty();
    }

    void plays(Script next) {
        script = next;
    }

    void is(EngineStatus next) {
        status = next;
    }

    void isStuck(String why) {
        stall = Optional.of(why);
    }

    void refuses(Refusal next) {
        refusal = Optional.of(next);
    }

    /** The oldest request that nobody asked for yet. */
    Play nextPlay() throws InterruptedException {
        Play play = plays.poll(10, TimeUnit.SECONDS);
        if (play == null) {
            throw new AssertionError("no request reached the engine");
        }
        return play;
    }

    boolean hasPlays() {
        return !plays.isEmpty();
    }

    @Override
    public EngineStatus status() {
        return status;
    }

    @Override
    public Optional<String> stall() {
        return stall;
    }

    @Override
    public Admission submit(GenerationRequest request, Consumer<GenerationEvent> sink) {
        Optional<Refusal> refused = refusal;
        if (refused.isPresent()) {
            return new Admission.Refused(refused.get());
        }
        Play play = new Play(request, sink);
        plays.add(play);
        Script now = script;
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                now.play(play);
                            } catch (InterruptedException stopped) {
                                Thread.currentThread().interrupt();
                            }
                        });
        return new Admission.Admitted(play.cancelled::countDown);
    }

    /** One request being played. */
    static final class Play {
        final GenerationRequest request;
        private final Consumer<GenerationEvent> sink;
        private final CountDownLatch cancelled = new CountDownLatch(1);

        Play(GenerationRequest request, Consumer<GenerationEvent> sink) {
            this.request = request;
            this.sink = sink;
        }

        void hello() {
            start();
            say("Hello");
            say(" world");
            finish(FinishReason.STOP);
        }

        void start() {
            sink.accept(new GenerationEvent.Started(7, "chain", true));
        }

        void say(String text) {
            sink.accept(new GenerationEvent.Delta(text));
        }

        void finish(FinishReason reason) {
            sink.accept(new GenerationEvent.Finished(reason, new Usage(7, 2, 3), REPORT));
        }

        void failLate() {
            sink.accept(new GenerationEvent.Failed("deadline_exceeded", "too late"));
        }

        void fail() {
            sink.accept(new GenerationEvent.Failed("engine_failure", "the device is gone"));
        }

        boolean isCancelled() {
            return cancelled.getCount() == 0;
        }

        /** Whether it was cancelled within ten seconds. */
        boolean awaitCancel() throws InterruptedException {
            return cancelled.await(10, TimeUnit.SECONDS);
        }
    }
}
