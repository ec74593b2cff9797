package io.outrider.engine;

import io.outrider.generation.FinishReason;
import io.outrider.generation.GenerationEvent;
import io.outrider.generation.GenerationRequest;
import io.outrider.generation.Usage;
import io.outrider.method.Commit;
import io.outrider.method.Decoder;
import io.outrider.method.DecodingMethod;
import io.outrider.method.Guarantee;
import io.outrider.method.Settings;
import io.outrider.model.SessionCancelled;
import io.outrider.probability.Chance;
import io.outrider.text.Detokenizer;
import io.outrider.text.StopScanner;
import io.outrider.text.Tokenizer;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One choice being generated, on a virtual thread of its own: runs its method round by round and
 * turns commits into events.
 */
final class Session {
    private static final System.Logger LOG = System.getLogger(Session.class.getName());

    /**
     * What is fixed when a request is admitted.
     *
     * @param methodName wire name
     * @param limit most tokens of prompt and answer together
     * @param timeout from admission to the end, if there is one
     */
    record Plan(
            GenerationRequest request,
            int[] prompt,
            String methodName,
            DecodingMethod method,
            Settings settings,
            int limit,
            Optional<Duration> timeout,
            Chance chance) {}

    private final Plan plan;
    private final Tokenizer tokenizer;
    private final Consumer<GenerationEvent> sink;
    private final EngineObserver observer;
    private final LongSupplier clock;
    private final long admittedAt;
    private final Tally tally;
    private final Detokenizer detokenizer = new Detokenizer();
    private final StopScanner stops;
    private volatile boolean cancelled;
    private volatile @Nullable Thread thread;
    private int cachedTokens;
    private long startedAt;
    private long lastTokenAt;
    private long firstTokenAt;

    /** Written before the session leaves, read by the engine thread after that. */
    private OptionalInt answered = OptionalInt.empty();

    Session(
            Plan plan,
            Tokenizer tokenizer,
            Consumer<GenerationEvent> sink,
            EngineObserver observer,
            LongSupplier clock) {
        this.plan = plan;
        this.tokenizer = tokenizer;
        this.sink = sink;
        this.observer = observer;
        this.clock = clock;
        this.admittedAt = clock.getAsLong();
        this.tally = new Tally(plan.methodName(), plan.method().guarantee() == Guarantee.LOSSLESS);
        this.stops = new StopScanner(plan.request().limits().stops());
    }

    Plan plan() {
        return plan;
    }

    /** When its request came, by the engine's clock. */
    long cameAt() {
        return admittedAt;
    }

    /** When it has to end, by the engine's clock; empty when it may go on. */
    OptionalLong deadline() {
        return plan.timeout().isPresent()
                ? OptionalLong.of(admittedAt + plan.timeout().get().toNanos())
                : OptionalLong.empty();
    }

    /** How many tokens the answer had; empty unless the session ended well. */
    OptionalInt answered() {
        return answered;
    }

    /** What it hears when it did not end in time. */
    Rendezvous.Broken tooLate() {
        return new Rendezvous.Broken(
                Failures.DEADLINE,
                String.format(
                        Locale.ROOT,
                        "the answer was not complete within %.3f s",
                        plan.timeout().orElse(Duration.ZERO).toNanos() / 1e9));
    }

    /** Ends the session without a further event; from any thread. */
    void cancel() {
        cancelled = true;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Counts a session that was cancelled before it ever ran. */
    void endedInQueue() {
        observer.ended("cancelled");
    }

    /** Fails a session that never ran. */
    void failedInQueue(String code, String why) {
        fail(code, why);
    }

    /** Runs to the end on the calling thread; whatever happens, {@code leave} runs last. */
    void run(SessionModels models, Runnable leave) {
        try {
            thread = Thread.currentThread();
            if (cancelled) {
                throw new SessionCancelled();
            }
            generate(models);
        } catch (SessionCancelled ended) {
            observer.ended("cancelled");
        } catch (Rendezvous.Broken broken) {
            fail(broken.code(), String.valueOf(broken.getMessage()));
        } catch (RuntimeException | Error bug) {
            // Whatever it is, the client must hear of it, and the engine goes on.
            LOG.log(System.Logger.Level.ERROR, "session " + plan.request().id() + " failed", bug);
            fail(Failures.ENGINE, "the server made a mistake while generating; its log says more");
        } finally {
            models.dispose();
            leave.run();
        }
    }

    private void fail(String code, String why) {
        observer.ended(code);
        sink.accept(new GenerationEvent.Failed(code, why));
    }

    private void generate(SessionModels models) {
        startedAt = clock.getAsLong();
        lastTokenAt = startedAt;
        observer.started(startedAt - admittedAt);
        SessionContext context = models.context();
        sink.accept(
                new GenerationEvent.Started(
                        context.promptLength(), plan.methodName(), tally.lossless()));
        Decoder decoder = plan.method().open(models, plan.settings());
        Optional<FinishReason> finished = Optional.empty();
        while (finished.isEmpty()) {
            if (cancelled) {
                throw new SessionCancelled();
            }
            Commit commit = decoder.next(context, plan.chance());
            models.settle(commit);
            if (tally.rounds() == 0) {
                cachedTokens = models.spared();
                observer.prefilled(context.promptLength(), cachedTokens);
            }
            finished = emit(context, commit);
        }
        answered = OptionalInt.of(context.generated());
        Usage usage = new Usage(context.promptLength(), context.generated(), cachedTokens);
        long now = clock.getAsLong();
        observer.finished(
                finished.get(),
                usage,
                tally.report(),
                new EngineObserver.Durations(now - admittedAt, now - firstTokenAt));
        sink.accept(new GenerationEvent.Finished(finished.get(), usage, tally.report()));
    }

    /** Appends a commit to the context and its text to the stream, as far as the limits go. */
    private Optional<FinishReason> emit(SessionContext context, Commit commit) {
        int before = context.length();
        Optional<FinishReason> finished = Optional.empty();
        for (Commit.Emitted emitted : commit.tokens()) {
            if (finished.isEmpty()) {
                finished = emit(context, emitted.token());
            }
        }
        count(commit.first(context.length() - before));
        return finished;
    }

    private Optional<FinishReason> emit(SessionContext context, int token) {
        context.append(token);
        if (context.ends(token)) {
            return Optional.of(flush(FinishReason.STOP));
        }
        StopScanner.Scan scan = stops.push(detokenizer.push(tokenizer.bytes(token)));
        say(scan.emit());
        if (scan.stop().isPresent()) {
            return Optional.of(FinishReason.STOP);
        }
        return context.remaining() == 0
                ? Optional.of(flush(FinishReason.LENGTH))
                : Optional.empty();
    }

    /** Counts what was emitted; tokens after an end are nobody's. */
    private void count(Commit commit) {
        tally.add(commit);
        observer.round(plan.methodName(), commit.drafted(), commit.accepted());
        int tokens = commit.tokens().size();
        long now = clock.getAsLong();
        if (tally.rounds() == 1) {
            firstTokenAt = now;
            observer.firstTokens(tokens, now - admittedAt, now - startedAt);
        } else {
            observer.tokens(tokens, now - lastTokenAt);
        }
        lastTokenAt = now;
    }

    /** Lets go of text held back; a stop text that completes in it still counts. */
    private FinishReason flush(FinishReason reason) {
        StopScanner.Scan scan = stops.push(detokenizer.flush());
        say(scan.emit());
        if (scan.stop().isPresent()) {
            return FinishReason.STOP;
        }
        say(stops.flush());
        return reason;
    }

    private void say(String text) {
        if (!text.isEmpty()) {
            sink.accept(new GenerationEvent.Delta(text));
        }
    }
}
