package io.outrider.engine;

import io.outrider.generation.GenerationEvent;
import io.outrider.generation.GenerationRequest;
import io.outrider.generation.Refusal;
import io.outrider.probability.Logits;
import io.outrider.probability.Prefix;
import io.outrider.probability.Warp;
import io.outrider.probability.WarpSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The engine's life: loads its machine on the one platform thread that then runs every pass, says
 * what it is doing, and ends. It guarantees:
 *
 * <ul>
 *   <li>It answers from the moment it exists: a request before the machine is loaded is refused
 *       with {@code model_loading}, one during shutdown with {@code draining}.
 *   <li>An admitted request ends with exactly one of {@code Finished} and {@code Failed}, or, when
 *       it was cancelled, with neither; its cells and its sequence id are free one tick later.
 *   <li>A failed pass fails every session, cleanly, and the engine says {@code Broken} from then
 *       on.
 * </ul>
 *
 * <p>Which session runs is the {@link Scheduler}'s business, and what the thread does while it
 * serves the {@link PassLoop}'s.
 */
public final class Engine implements EngineDoor, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Engine.class.getName());

    /** A session that was failed ends within a moment, or never. */
    private static final Duration LONGEST_END = Duration.ofSeconds(30);

    private static final int WARM_UPS = 40;
    private static final int WARM_UP_ROW = 50_000;

    private final Machine.Loader loader;
    private final EngineSettings settings;
    private final EngineObserver observer;
    private final LongSupplier clock;
    private final LongSupplier seeds;
    private final Thread thread;
    private final Object statusLock = new Object();
    private volatile boolean stopping;
    private volatile Consumer<String> ifItCannotStart = why -> {};
    private volatile EngineStatus status = new EngineStatus.Loading("starting", 0);
    private volatile @Nullable PassLoop loop;

    /**
     * @param clock nanoseconds, monotonic
     * @param seeds for requests that bring none
     */
    public Engine(
            Machine.Loader loader,
            EngineSettings settings,
            EngineObserver observer,
            LongSupplier clock,
            LongSupplier seeds) {
        this.loader = loader;
        this.settings = settings;
        this.observer = observer;
        this.clock = clock;
        this.seeds = seeds;
        this.thread = new Thread(this::run, "engine");
    }

    /**
     * Begins to load; returns at once.
     *
     * @param ifItCannotStart told why, once, on the engine thread
     */
    public void start(Consumer<String> ifItCannotStart) {
        this.ifItCannotStart = ifItCannotStart;
        thread.start();
    }

    @Override
    public EngineStatus status() {
        return status;
    }

    @Override
    public Optional<PaceReport> pace() {
        return Optional.ofNullable(loop).map(now -> now.scheduler().rendezvous().report());
    }

    /** What the engine holds now; as of the last tick. */
    public EngineObserver.Holdings holdings() {
        PassLoop now = loop;
        return now == null ? EngineObserver.Holdings.NONE : now.holdings();
    }

    @Override
    public Optional<String> stall() {
        PassLoop now = loop;
        return now == null ? Optional.empty() : now.stall();
    }

    @Override
    public Admission submit(GenerationRequest request, Consumer<GenerationEvent> sink) {
        Admission answer =
                unavailable()
                        .<Admission>map(Admission.Refused::new)
                        .orElseGet(() -> admit(request, sink));
        if (answer instanceof Admission.Refused(Refusal refusal)) {
            observer.refused(refusal.code());
        }
        return answer;
    }

    private Admission admit(GenerationRequest request, Consumer<GenerationEvent> sink) {
        PassLoop now = loop;
        return now == null
                ? new Admission.Refused(Failures.draining())
                : now.scheduler().submit(request, sink);
    }

    private Optional<Refusal> unavailable() {
        return switch (status) {
            case EngineStatus.Ready ready -> Optional.empty();
            case EngineStatus.Loading loading ->
                    Optional.of(
                            new Refusal.Unavailable(
                                    "model_loading",
                                    Failures.RETRY,
                                    "the model is being loaded: " + loading.what()));
            case EngineStatus.Draining draining -> Optional.of(Failures.draining());
            case EngineStatus.Broken broken ->
                    Optional.of(
                            new Refusal.Unavailable(Failures.ENGINE, Failures.RETRY, broken.why()));
        };
    }

    // ---- the engine thread ---------------------------------------------------------------------

    private void run() {
        Thread warmUp = Thread.ofPlatform().daemon().name("warm-up").start(Engine::warmUp);
        Optional<Machine> loaded = load();
        if (loaded.isEmpty()) {
            return;
        }
        Machine machine = loaded.get();
        try {
            PassLoop now = open(machine);
            warmUp.join();
            loop = now;
            if (stopping) {
                // Whoever stops it may have looked for the loop just before.
                now.scheduler().close();
            }
            become(new EngineStatus.Ready(now.scheduler().card()));
            LOG.log(System.Logger.Level.INFO, "ready: {0}", now.scheduler().card().summary());
            now.run();
        } catch (InterruptedException stopped) {
            LOG.log(System.Logger.Level.INFO, "stopped before serving");
        } catch (RuntimeException | Error bug) {
            LOG.log(System.Logger.Level.ERROR, "the engine thread failed", bug);
            cannotStart("the engine failed: " + bug);
        } finally {
            loop = null;
            machine.close();
        }
    }

    /** The machine; empty when it cannot be had, which is then said. */
    private Optional<Machine> load() {
        try {
            return Optional.of(loader.load(this::progressed));
        } catch (Machine.LoadFailed failed) {
            cannotStart(String.valueOf(failed.getMessage()));
        } catch (RuntimeException | Error bug) {
            LOG.log(System.Logger.Level.ERROR, "loading failed", bug);
            cannotStart("loading failed: " + bug);
        }
        return Optional.empty();
    }

    private PassLoop open(Machine machine) {
        Scheduler scheduler = new Scheduler(machine, settings, observer, clock, seeds);
        return new PassLoop(
                machine,
                scheduler,
                observer,
                clock,
                new Watchdog(clock, settings.underLoad().watchdog()),
                why -> become(new EngineStatus.Broken(why)));
    }

    /** Tells how far loading is, and ends it when the server stops meanwhile. */
    private void progressed(EngineStatus.Loading progress) {
        if (stopping) {
            throw new CancellationException(Failures.SHUTTING_DOWN);
        }
        become(progress);
    }

    /** What is stopping stays so, whatever finishes meanwhile. */
    private void become(EngineStatus next) {
        synchronized (statusLock) {
            if (!stopping) {
                status = next;
            }
        }
    }

    private void cannotStart(String why) {
        if (!stopping) {
            become(new EngineStatus.Broken(why));
            ifItCannotStart.accept(why);
        }
    }

    /** The first warps of a JVM take seconds; no request should wait for them. */
    private static void warmUp() {
        Warp warp = new Warp(WarpSettings.atTemperature(1));
        float[] row = new float[WARM_UP_ROW];
        for (int i = 0; i < WARM_UPS; i++) {
            warp.distribution(Logits.of(row), Prefix.none());
            warp.argMax(Logits.of(row), Prefix.none());
        }
    }

    /**
     * Refuses new work, lets running sessions finish for a while, then ends them and the pass that
     * is running, and frees all.
     */
    @Override
    public void close() {
        synchronized (statusLock) {
            if (!(status instanceof EngineStatus.Broken)) {
                status = new EngineStatus.Draining();
            }
            stopping = true;
        }
        PassLoop now = loop;
        try {
            if (now == null) {
                // Loading: the next word about progress ends it.
                thread.join(settings.drain());
                return;
            }
            now.scheduler().close();
            if (!thread.join(settings.drain())) {
                LOG.log(System.Logger.Level.INFO, "running requests end now");
                now.scheduler().endAll(Failures.DRAINING, Failures.SHUTTING_DOWN);
                now.abort();
                if (!thread.join(LONGEST_END)) {
                    LOG.log(System.Logger.Level.WARNING, "a session does not end; leaving it");
                }
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }
}
