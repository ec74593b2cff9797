package io.outrider.engine;

import io.outrider.acceptance.DraftRecord;
import io.outrider.engine.AdmissionQueue.Start;
import io.outrider.generation.GenerationEvent;
import io.outrider.generation.GenerationRequest;
import io.outrider.generation.Refusal;
import io.outrider.method.Needs;
import io.outrider.model.ForwardPass;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides which sessions run: queues requests, starts what there is room for, frees what has ended.
 * Belongs to the engine thread, but for {@link #submit}, {@link #close} and {@link #endAll}, which
 * any thread may call.
 */
final class Scheduler {
    private final Machine machine;
    private final EngineSettings settings;
    private final EngineObserver observer;
    private final LongSupplier clock;
    private final KvBudget cells;
    private final Rendezvous rendezvous;
    private final AdmissionQueue admissions;
    private final Intake intake;

    /** Requests that were let in and have not started. */
    private final AtomicInteger queued = new AtomicInteger();

    private final int places;
    private final Turnover turnover;
    private final Deadlines deadlines = new Deadlines();

    private final AnswerLengths answers;
    private final PrefixCache prefixes;
    private final Growth growth;

    /** What drafts came to, apart for both kinds of sampling, since they differ much. */
    private final DraftRecord.Shared greedyDrafts = new DraftRecord.Shared();

    private final DraftRecord.Shared sampledDrafts = new DraftRecord.Shared();

    private volatile int freePlaces;
    private long started;
    private Rendezvous.@Nullable Broken failure;

    Scheduler(
            Machine machine,
            EngineSettings settings,
            EngineObserver observer,
            LongSupplier clock,
            LongSupplier seeds) {
        this.machine = machine;
        this.settings = settings;
        this.observer = observer;
        this.clock = clock;
        ForwardPass.Shape target = machine.target().shape();
        ForwardPass.Shape draft = machine.draft().map(each -> each.pass().shape()).orElse(target);
        this.places =
                Math.min(settings.maxSessions(), Math.min(target.sequences(), draft.sequences()));
        this.cells = new KvBudget(Math.min(target.cells(), draft.cells()));
        this.answers = new AnswerLengths(settings.underLoad().overcommit());
        this.admissions = new AdmissionQueue(places, cells, answers);
        this.prefixes =
                new PrefixCache(machine.passes(), cells, observer, places, settings.prefixCells());
        this.growth = new Growth(admissions, prefixes, observer);
        this.rendezvous =
                new Rendezvous(
                        clock,
                        new Rendezvous.Caps(
                                machine.draft().isPresent() ? draft.rows() : 1,
                                target.rows(),
                                settings.chunk()),
                        machine.costs(),
                        growth);
        this.intake =
                new Intake(
                        machine,
                        settings,
                        Math.min(settings.maxModelLength(), cells.cells()),
                        seeds);
        this.freePlaces = places;
        this.turnover = new Turnover(clock.getAsLong());
    }

    Rendezvous rendezvous() {
        return rendezvous;
    }

    ModelCard card() {
        return intake.card();
    }

    // ---- any thread ----------------------------------------------------------------------------

    /** Checks, tokenizes and queues a request; blocks while tokenizing. */
    Admission submit(GenerationRequest request, Consumer<GenerationEvent> sink) {
        if (queued.incrementAndGet() > settings.maxQueued() + freePlaces) {
            int ahead = queued.decrementAndGet();
            return new Admission.Refused(
                    new Refusal.Overloaded(
                            turnover.wait(ahead, places),
                            "too many requests are waiting; try again in a moment"));
        }
        return switch (read(request)) {
            case Intake.Reading.No no -> {
                queued.decrementAndGet();
                yield new Admission.Refused(no.refusal());
            }
            case Intake.Reading.Yes yes -> {
                Session session =
                        new Session(yes.plan(), machine.tokenizer(), sink, observer, clock);
                if (!rendezvous.chore(() -> arrive(session))) {
                    queued.decrementAndGet();
                    yield new Admission.Refused(Failures.draining());
                }
                yield new Admission.Admitted(
                        () -> {
                            session.cancel();
                            rendezvous.chore(() -> dropIfWaiting(session));
                        });
            }
        };
    }

    /** Whatever goes wrong while reading, the request's place in the queue is free again. */
    private Intake.Reading read(GenerationRequest request) {
        boolean returned = false;
        try {
            Intake.Reading reading = intake.read(request);
            returned = true;
            return reading;
        } finally {
            if (!returned) {
                queued.decrementAndGet();
            }
        }
    }

    /** Ends the loop once the last session has left. */
    void close() {
        rendezvous.close();
    }

    /** Ends every session with this failure, now. */
    void endAll(String code, String why) {
        rendezvous.fail(code, why);
        boolean unused = rendezvous.chore(() -> endWaiting(code, why));
    }

    // ---- the engine thread ---------------------------------------------------------------------

    /** Ends every session, those that wait included, and every one that comes later. */
    void fail(String code, String why) {
        failure = new Rendezvous.Broken(code, why);
        prefixes.close();
        rendezvous.fail(code, why);
        endWaiting(code, why);
    }

    private void endWaiting(String code, String why) {
        for (Session session : admissions.drain()) {
            queued.decrementAndGet();
            deadlines.forget(session);
            session.failedInQueue(code, why);
        }
    }

    /**
     * Ends what has taken too long; to be asked once a tick.
     *
     * @return nanoseconds until there may be more of it
     */
    long endOverdue() {
        long now = clock.getAsLong();
        for (Session session : deadlines.overdue(now)) {
            Rendezvous.Broken why = session.tooLate();
            if (admissions.drop(session)) {
                queued.decrementAndGet();
                session.failedInQueue(why.code(), String.valueOf(why.getMessage()));
                startWhatFits();
            }
            growth.all().stream()
                    .filter(lease -> lease.session() == session)
                    .forEach(lease -> rendezvous.fail(lease.seat(), why));
        }
        return deadlines.left(now);
    }

    private void arrive(Session session) {
        if (session.isCancelled()) {
            queued.decrementAndGet();
            session.endedInQueue();
        } else if (failure != null) {
            queued.decrementAndGet();
            session.failedInQueue(failure.code(), String.valueOf(failure.getMessage()));
        } else {
            deadlines.watch(session);
            admissions.offer(session);
            startWhatFits();
        }
    }

    private void dropIfWaiting(Session session) {
        if (admissions.drop(session)) {
            queued.decrementAndGet();
            deadlines.forget(session);
            session.endedInQueue();
            startWhatFits();
        }
    }

    private void startWhatFits() {
        for (Optional<Start> next = admissions.next(); next.isPresent(); next = admissions.next()) {
            switch (next.get()) {
                case Start.First(Session session, Lease.Grant grant) -> start(session, grant);
                case Start.Again(Lease lease) -> restart(lease);
            }
        }
    }

    private void start(Session session, Lease.Grant grant) {
        queued.decrementAndGet();
        Session.Plan plan = session.plan();
        prefixes.join(grant.sequence(), plan.request().owner(), plan.prompt());
        Seat seat = rendezvous.join(plan.request().id(), session.cameAt());
        Optional<Track> draft =
                plan.method().needs(plan.settings()).draft() != Needs.Draft.UNUSED
                        ? machine.draft().map(each -> track(Role.DRAFT, each.pass(), grant))
                        : Optional.empty();
        SessionModels models =
                new SessionModels(
                        rendezvous.at(seat),
                        new SessionContext(
                                plan.prompt(),
                                plan.limit(),
                                plan.request().sampling(),
                                machine.tokenizer(),
                                plan.request().sampling().isGreedy()
                                        ? greedyDrafts
                                        : sampledDrafts),
                        track(Role.TARGET, machine.target(), grant),
                        draft);
        Lease lease = new Lease(session, seat, models, started++, grant);
        growth.started(lease);
        Runnable leave = () -> rendezvous.leave(seat, () -> free(lease));
        Thread.ofVirtual()
                .name("session-" + plan.request().id())
                .start(() -> session.run(models, leave));
    }

    private Track track(Role role, ForwardPass pass, Lease.Grant grant) {
        return new Track(pass, grant.sequence(), prefixes.held(role, grant.sequence()));
    }

    /** A preempted session has room again; its models begin from nothing. */
    private void restart(Lease lease) {
        int sequence = lease.grant().sequence();
        SessionContext context = lease.models().context();
        prefixes.join(
                sequence,
                lease.session().plan().request().owner(),
                context.first(context.length()));
        lease.models().restart(sequence, role -> prefixes.held(role, sequence));
        rendezvous.resume(lease.seat(), lease.models().lag());
    }

    private void free(Lease lease) {
        deadlines.forget(lease.session());
        growth.ended(lease);
        lease.session().answered().ifPresent(answers::add);
        turnover.left();
        startWhatFits();
    }

    /**
     * Takes off a pass what somebody holds already.
     *
     * @return whether there was something; the pass must then be planned anew
     */
    boolean spare(Tick tick) {
        return prefixes.spare(tick, rendezvous);
    }

    /** Frees what no session holds; nothing is kept any more. */
    void closePrefixes() {
        prefixes.close();
    }

    /** What is held now. */
    EngineObserver.Holdings holdings() {
        Rendezvous.Between between = rendezvous.between();
        freePlaces = Math.max(0, places - admissions.running() - admissions.preempted());
        turnover.holds(admissions.running(), clock.getAsLong());
        return new EngineObserver.Holdings(
                admissions.running(),
                admissions.waiting(),
                prefixes.usedCells(),
                prefixes.keptCells(),
                cells.reserved(),
                cells.cells(),
                admissions.running(),
                between.hostNanos(),
                between.lateSessions());
    }
}
