package io.outrider.engine;

import io.outrider.engine.AdmissionQueue.Start;
import io.outrider.engine.Rendezvous.Work;
import io.outrider.generation.GenerationEvent;
import io.outrider.generation.GenerationRequest;
import io.outrider.generation.Refusal;
import io.outrider.model.ForwardPass;
import io.outrider.probability.Logits;
import io.outrider.probability.Prefix;
import io.outrider.probability.Warp;
import io.outrider.probability.WarpSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The engine: loads its machine and runs every pass on one platform thread. It guarantees:
 *
 * <ul>
 *   <li>It answers from the moment it exists: a request before the machine is loaded is refused
 *       with {@code model_loading}, one during shutdown with {@code draining}.
 *   <li>An admitted request ends with exactly one of {@code Finished} and {@code Failed}, or, when
 *       it was cancelled, with neither; its cells and its sequence id are free one tick later.
 *   <li>A failed pass fails every session, cleanly, and the engine says {@code Broken} from then
 *       on.
 * </ul>
 */
public final class Engine implements EngineDoor, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Engine.class.getName());
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final int WARM_UPS = 40;
    private static final int WARM_UP_ROW = 50_000;
    private static final String SHUTTING_DOWN = "the server is shutting down";

    private final Machine.Loader loader;
    private final EngineSettings settings;
    private final EngineObserver observer;
    private final LongSupplier clock;
    private final LongSupplier seeds;
    private final AtomicInteger queued = new AtomicInteger();
    private final Thread thread;
    private final Object statusLock = new Object();
    private volatile boolean stopping;
    private volatile Consumer<String> ifItCannotStart = why -> {};
    private volatile EngineStatus status = new EngineStatus.Loading("starting", 0);
    private volatile @Nullable Serving serving;
    private volatile EngineObserver.Holdings holdings = EngineObserver.Holdings.NONE;

    /** What exists once the machine is loaded. */
    private record Serving(
            Machine machine,
            Intake intake,
            Rendezvous rendezvous,
            AdmissionQueue admissions,
            KvBudget cells,
            PrefixCache prefixes) {}

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

    /** What the engine holds now; as of the last tick. */
    public EngineObserver.Holdings holdings() {
        return holdings;
    }

    @Override
    public Admission submit(GenerationRequest request, Consumer<GenerationEvent> sink) {
        Optional<Refusal> unavailable = unavailable();
        Serving now = serving;
        if (unavailable.isPresent() || now == null) {
            return refuse(unavailable.orElseGet(Engine::draining));
        }
        if (queued.incrementAndGet() > settings.maxQueued() + freePlaces()) {
            queued.decrementAndGet();
            return refuse(
                    new Refusal.Overloaded(
                            RETRY, "too many requests are waiting; try again in a moment"));
        }
        return switch (read(now, request)) {
            case Intake.Reading.No no -> {
                queued.decrementAndGet();
                yield refuse(no.refusal());
            }
            case Intake.Reading.Yes yes -> {
                Session session =
                        new Session(yes.plan(), now.machine().tokenizer(), sink, observer, clock);
                if (!now.rendezvous().chore(() -> arrive(now, session))) {
                    queued.decrementAndGet();
                    yield refuse(draining());
                }
                yield new Admission.Admitted(
                        () -> {
                            session.cancel();
                            now.rendezvous().chore(() -> dropIfWaiting(now, session));
                        });
            }
        };
    }

    /** Whatever goes wrong while reading, the request's place in the queue is free again. */
    private Intake.Reading read(Serving now, GenerationRequest request) {
        boolean returned = false;
        try {
            Intake.Reading reading = now.intake().read(request);
            returned = true;
            return reading;
        } finally {
            if (!returned) {
                queued.decrementAndGet();
            }
        }
    }

    private int freePlaces() {
        return Math.max(0, settings.maxSessions() - holdings.running());
    }

    private Admission refuse(Refusal refusal) {
        observer.refused(refusal.code());
        return new Admission.Refused(refusal);
    }

    private Optional<Refusal> unavailable() {
        return switch (status) {
            case EngineStatus.Ready ready -> Optional.empty();
            case EngineStatus.Loading loading ->
                    Optional.of(
                            new Refusal.Unavailable(
                                    "model_loading",
                                    RETRY,
                                    "the model is being loaded: " + loading.what()));
            case EngineStatus.Draining draining -> Optional.of(draining());
            case EngineStatus.Broken broken ->
                    Optional.of(new Refusal.Unavailable(Failures.ENGINE, RETRY, broken.why()));
        };
    }

    private static Refusal draining() {
        return new Refusal.Unavailable(Failures.DRAINING, RETRY, SHUTTING_DOWN);
    }

    // ---- the engine thread ---------------------------------------------------------------------

    private void run() {
        Thread warmUp = Thread.ofPlatform().daemon().name("warm-up").start(Engine::warmUp);
        Optional<Serving> opened = load();
        if (opened.isEmpty()) {
            return;
        }
        Serving now = opened.get();
        try {
            warmUp.join();
            serving = now;
            publish(now);
            become(new EngineStatus.Ready(now.intake().card()));
            LOG.log(System.Logger.Level.INFO, "ready: {0}", now.intake().card().summary());
            loop(now);
        } catch (InterruptedException stopped) {
            LOG.log(System.Logger.Level.INFO, "stopped before serving");
        } finally {
            serving = null;
            now.machine().close();
        }
    }

    /** The machine and what serves it; empty when it cannot be, which is then said. */
    private Optional<Serving> load() {
        try {
            Machine machine = loader.load(this::progressed);
            try {
                return Optional.of(open(machine));
            } catch (RuntimeException | Error failed) {
                machine.close();
                throw failed;
            }
        } catch (Machine.LoadFailed failed) {
            cannotStart(String.valueOf(failed.getMessage()));
        } catch (RuntimeException | Error bug) {
            LOG.log(System.Logger.Level.ERROR, "loading failed", bug);
            cannotStart("loading failed: " + bug);
        }
        return Optional.empty();
    }

    /** Tells how far loading is, and ends it when the server stops meanwhile. */
    private void progressed(EngineStatus.Loading progress) {
        if (stopping) {
            throw new CancellationException(SHUTTING_DOWN);
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

    private Serving open(Machine machine) {
        ForwardPass.Shape target = machine.target().shape();
        Optional<ForwardPass.Shape> draft = machine.draft().map(each -> each.pass().shape());
        int cells =
                Math.min(
                        target.cells(), draft.map(ForwardPass.Shape::cells).orElse(target.cells()));
        int places =
                Math.min(
                        settings.maxSessions(),
                        Math.min(
                                target.sequences(),
                                draft.map(ForwardPass.Shape::sequences)
                                        .orElse(target.sequences())));
        KvBudget budget = new KvBudget(cells);
        Rendezvous rendezvous =
                new Rendezvous(
                        clock,
                        new Rendezvous.Caps(
                                draft.map(ForwardPass.Shape::rows).orElse(1),
                                target.rows(),
                                settings.chunk()));
        return new Serving(
                machine,
                new Intake(machine, settings, Math.min(settings.maxModelLength(), cells), seeds),
                rendezvous,
                new AdmissionQueue(places, budget),
                budget,
                new PrefixCache(
                        machine.passes(), budget, observer, places, settings.prefixCells()));
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

    private void loop(Serving now) throws InterruptedException {
        while (true) {
            Work work = now.rendezvous().await();
            if (work instanceof Work.Closed) {
                now.prefixes().close();
                publish(now);
                return;
            }
            try {
                work(now, work);
                publish(now);
            } catch (RuntimeException | Error failed) {
                // This thread must go on, or parked sessions and their clients would wait for ever.
                broken(now, failed);
            }
        }
    }

    private void work(Serving now, Work work) {
        switch (work) {
            case Work.Closed closed -> {}
            case Work.Chores(var chores) -> chores.forEach(Runnable::run);
            case Work.Pass(Tick tick) -> {
                // A pass that shrank is planned anew, for somebody else may use the room.
                if (!now.prefixes().spare(tick, now.rendezvous())) {
                    pass(now, tick);
                }
            }
        }
    }

    private void pass(Serving now, Tick tick) {
        ForwardPass pass = pass(now.machine(), tick.role());
        long began = clock.getAsLong();
        try {
            pass.run(tick.rows());
        } catch (ForwardPass.PassFailed failed) {
            broken(now, failed);
            return;
        }
        long nanos = clock.getAsLong() - began;
        observer.pass(tick.role(), tick.rows().size(), tick.prefillRows(), nanos);
        now.rendezvous().served(tick, nanos);
    }

    private static ForwardPass pass(Machine machine, Role role) {
        return switch (role) {
            case TARGET -> machine.target();
            case DRAFT -> machine.draft().orElseThrow().pass();
        };
    }

    private void broken(Serving now, Throwable failed) {
        LOG.log(System.Logger.Level.ERROR, "a pass failed; every session ends", failed);
        String why = "the model could not be evaluated: " + failed.getMessage();
        become(new EngineStatus.Broken(why));
        boolean unused = now.rendezvous().chore(now.prefixes()::close);
        now.rendezvous().fail(Failures.ENGINE, why);
        endWaiting(now, Failures.ENGINE, why);
    }

    private void endWaiting(Serving now, String code, String why) {
        for (Session session : now.admissions().drain()) {
            queued.decrementAndGet();
            session.failedInQueue(code, why);
        }
    }

    private void arrive(Serving now, Session session) {
        if (session.isCancelled()) {
            queued.decrementAndGet();
            session.endedInQueue();
        } else if (status instanceof EngineStatus.Broken broken) {
            queued.decrementAndGet();
            session.failedInQueue(Failures.ENGINE, broken.why());
        } else {
            now.admissions().offer(session);
            startWhatFits(now);
        }
    }

    private void dropIfWaiting(Serving now, Session session) {
        if (now.admissions().drop(session)) {
            queued.decrementAndGet();
            session.endedInQueue();
            startWhatFits(now);
        }
    }

    private void startWhatFits(Serving now) {
        for (Optional<Start> next = now.admissions().next();
                next.isPresent();
                next = now.admissions().next()) {
            start(now, next.get());
        }
    }

    private void start(Serving now, Start start) {
        queued.decrementAndGet();
        Session session = start.session();
        Session.Plan plan = session.plan();
        Machine machine = now.machine();
        now.prefixes().join(start.sequence(), plan.request().owner(), plan.prompt());
        Seat seat = now.rendezvous().join(plan.request().id());
        Optional<Track> draft =
                plan.method().needs(plan.settings()).draftModel()
                        ? machine.draft().map(each -> new Track(each.pass(), start.sequence()))
                        : Optional.empty();
        SessionContext context =
                new SessionContext(
                        plan.prompt(),
                        plan.limit(),
                        plan.request().sampling(),
                        machine.tokenizer());
        SessionModels models =
                new SessionModels(
                        now.rendezvous().at(seat),
                        context,
                        new Track(machine.target(), start.sequence()),
                        draft);
        Runnable leave = () -> now.rendezvous().leave(seat, () -> free(now, start, context));
        Thread.ofVirtual()
                .name("session-" + plan.request().id())
                .start(() -> session.run(models, leave));
    }

    private void free(Serving now, Start start, SessionContext context) {
        now.prefixes().leave(start.sequence(), context);
        now.admissions().release(start);
        startWhatFits(now);
    }

    private void publish(Serving now) {
        Rendezvous.Between between = now.rendezvous().between();
        holdings =
                new EngineObserver.Holdings(
                        now.admissions().running(),
                        now.admissions().waiting(),
                        now.prefixes().usedCells(),
                        now.prefixes().keptCells(),
                        now.cells().reserved(),
                        now.cells().cells(),
                        now.admissions().running(),
                        between.hostNanos(),
                        between.lateSessions());
    }

    /** Refuses new work, lets running sessions finish for a while, cancels the rest, frees all. */
    @Override
    public void close() {
        synchronized (statusLock) {
            if (!(status instanceof EngineStatus.Broken)) {
                status = new EngineStatus.Draining();
            }
            stopping = true;
        }
        Serving now = serving;
        try {
            if (now == null) {
                // Loading: the next word about progress ends it.
                thread.join(settings.drain());
                return;
            }
            now.rendezvous().close();
            if (!thread.join(settings.drain())) {
                now.rendezvous().fail(Failures.DRAINING, SHUTTING_DOWN);
                boolean queued =
                        now.rendezvous()
                                .chore(() -> endWaiting(now, Failures.DRAINING, SHUTTING_DOWN));
                LOG.log(System.Logger.Level.INFO, "running requests end now: {0}", queued);
                thread.join();
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }
}
