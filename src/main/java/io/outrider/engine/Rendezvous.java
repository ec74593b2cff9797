package io.outrider.engine;

import io.outrider.model.Proposal;
import io.outrider.model.SessionCancelled;
import io.outrider.pace.CostCurve;
import io.outrider.pace.Demand;
import io.outrider.pace.Grant;
import io.outrider.pace.MeasuredCosts;
import io.outrider.pace.Pace;
import io.outrider.pace.Plan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where sessions meet the engine thread; the only class with a lock. It guarantees:
 *
 * <ul>
 *   <li>A pass starts only when no session is running, but for those that are late.
 *   <li>Where nobody writes yet, a pass waits a moment for whoever comes together with those who
 *       are here, little against the time that it takes itself.
 *   <li>All sessions that stand at the budget and have {@link Room} are answered together; one that
 *       has none waits there, or is preempted until {@link #resume}.
 *   <li>Chores (keeps, frees, admissions) run on the engine thread, between passes, in the order in
 *       which they were queued; a session's chores are queued before it parks.
 *   <li>Nothing is computed for a session that is gone; rows computed for one that went during the
 *       pass are dropped.
 *   <li>A session at the target lets at most as many draft passes go first as were granted to
 *       others when it arrived.
 *   <li>After {@link #fail(String, String)} every session that waits or comes to wait ends with
 *       that failure, after {@link #fail(Seat, Broken)} that one session does.
 * </ul>
 */
final class Rendezvous {

    /** What the engine thread does next. */
    sealed interface Work {
        record Chores(List<Runnable> chores) implements Work {}

        record Pass(Tick tick) implements Work {}

        record Closed() implements Work {}
    }

    /**
     * Limits of a pass.
     *
     * @param draftRows most rows of a draft pass
     * @param targetRows most rows of a target pass
     * @param chunk how much context goes beside waiting streams
     */
    record Caps(int draftRows, int targetRows, PrefillChunk chunk) {}

    /** Ends a session because the engine could not, or may not, go on. */
    static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String code;

        Broken(String code, String message) {
            super(message, null, false, false);
            this.code = code;
        }

        String code() {
            return code;
        }
    }

    private static final double NANOS = 1e9;

    /** Share of the first pass that it waits for each further passenger. */
    private static final double PAUSE = 0.02;

    private static final double LONGEST_PAUSE = 50e6;
    private static final int MOST_PAUSES = 4;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition engine = lock.newCondition();
    private final LongSupplier clock;
    private final Caps caps;
    private final Room room;
    private final Grace grace = new Grace();
    private final Seats seats = new Seats();
    private final ArrayDeque<Runnable> chores = new ArrayDeque<>();
    private final MeasuredCosts costs;
    private final Pace pace;
    private long hostNanos;

    /** When the last pass ended, while nobody has left or come since; 0 otherwise. */
    private long servedAt;

    /** Cells in use, as of the last pass. */
    private int cells;

    /** Whether the engine thread is away with a pass. */
    private boolean passing;

    private boolean closed;
    private boolean over;
    private @Nullable Broken failure;
    private @Nullable Plan plan;

    /**
     * @param room asked by the engine thread under the lock
     */
    Rendezvous(LongSupplier clock, Caps caps, MeasuredCosts costs, Room room) {
        this.clock = clock;
        this.caps = caps;
        this.costs = costs;
        this.pace = new Pace(costs, caps.targetRows());
        this.room = room;
    }

    // ---- sessions ------------------------------------------------------------------------------

    /**
     * Seats a session that is about to run.
     *
     * @param came when its request did, by the engine's clock
     */
    Seat join(String name, long came) {
        lock.lock();
        try {
            Seat seat = new Seat(name, came, lock.newCondition());
            seat.runningSince = clock.getAsLong();
            servedAt = 0;
            seats.add(seat);
            return seat;
        } finally {
            lock.unlock();
        }
    }

    /** The rendezvous as one seated session sees it. */
    Parking at(Seat seat) {
        return new Parking() {
            @Override
            public Grant budget(Demand demand, int wanted) {
                return Rendezvous.this.budget(seat, demand, wanted);
            }

            @Override
            public void rows(Ask ask) {
                Rendezvous.this.rows(seat, ask);
            }

            @Override
            public void chore(Runnable chore) {
                boolean unused = Rendezvous.this.chore(chore);
            }
        };
    }

    /**
     * Parks until the round's budget is answered.
     *
     * @param wanted cells the session may hold after the round
     */
    Grant budget(Seat seat, Demand demand, int wanted) {
        lock.lock();
        try {
            seat.demand = demand;
            seat.wanted = wanted;
            seat.levels = 0;
            park(seat, Seat.State.AT_BUDGET);
            return seat.grant;
        } finally {
            lock.unlock();
        }
    }

    /** Parks until every row of the ask is evaluated, or found in the cache. */
    void rows(Seat seat, Ask ask) {
        lock.lock();
        try {
            seat.ask = ask;
            if (ask.role() == Role.TARGET) {
                seat.levels = 0;
                seat.patience = seats.deepestLevelsOfOthers(seat);
                park(seat, Seat.State.AT_TARGET);
            } else {
                park(seat, Seat.State.AT_DRAFT);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Queues work for the engine thread, without blocking; false when that thread has ended. */
    boolean chore(Runnable chore) {
        lock.lock();
        try {
            if (over) {
                return false;
            }
            chores.add(chore);
            engine.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Gives the seat up; {@code free} runs on the engine thread after the pass in flight. */
    void leave(Seat seat, Runnable free) {
        lock.lock();
        try {
            seat.state = Seat.State.GONE;
            seats.remove(seat);
            servedAt = 0;
            chores.add(free);
            engine.signal();
        } finally {
            lock.unlock();
        }
    }

    private void park(Seat seat, Seat.State state) {
        throwFailureOf(seat);
        hostNanos += clock.getAsLong() - seat.runningSince;
        seat.state = state;
        seat.served = false;
        seat.late = false;
        seats.arrives(seat);
        if (state == Seat.State.AT_BUDGET && !passing && nobodyRuns() && everybodyHasRoom()) {
            // The last to come answers for all, which saves two changes of thread every round.
            grant(seats.at(Seat.State.AT_BUDGET));
        } else {
            engine.signal();
        }
        while (!seat.served) {
            try {
                seat.wake.await();
            } catch (InterruptedException cancelled) {
                seat.state = Seat.State.GONE;
                seat.ask = null;
                engine.signal();
                throw new SessionCancelled();
            }
        }
        throwFailureOf(seat);
    }

    private void throwFailureOf(Seat seat) {
        if (failure != null) {
            throw failure;
        }
        if (seat.failure != null) {
            throw seat.failure;
        }
    }

    // ---- the engine thread ---------------------------------------------------------------------

    /**
     * Blocks until there is something to do, and says what; no chores when nothing came up.
     *
     * @param most nanoseconds to block
     */
    Work await(long most) throws InterruptedException {
        lock.lock();
        try {
            passing = false;
            long began = clock.getAsLong();
            boolean companyMayCome = true;
            while (true) {
                if (!chores.isEmpty()) {
                    List<Runnable> taken = List.copyOf(chores);
                    chores.clear();
                    return new Work.Chores(taken);
                }
                if (closed && seats.isEmpty()) {
                    over = true;
                    return new Work.Closed();
                }
                long now = clock.getAsLong();
                long left = most - (now - began);
                if (left <= 0) {
                    return new Work.Chores(List.of());
                }
                boolean somebodyWaits = seats.any(Seat::waits);
                long patience = graceLeft(now);
                if (!somebodyWaits) {
                    long unused = engine.awaitNanos(left);
                } else if (patience > 0) {
                    long unused = engine.awaitNanos(Math.min(patience, left));
                } else if (!answerBudgets()) {
                    long company = companyMayCome ? companyLeft(now) : 0;
                    if (company > 0) {
                        companyMayCome = engine.awaitNanos(Math.min(company, left)) > 0;
                    } else if (seats.any(Seat::waitsForRows)) {
                        passing = true;
                        return new Work.Pass(tick());
                    } else {
                        long unused = engine.awaitNanos(left);
                    }
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Wakes the sessions that a pass served.
     *
     * @param nanos it took
     * @param used cells in use now
     */
    void served(Tick tick, long nanos, int used) {
        lock.lock();
        try {
            grace.passTook(tick.role(), nanos);
            cells = used;
            int rows = tick.rows().size();
            if (tick.prefillRows() == 0) {
                curve(tick.role()).learn(rows, used, nanos / NANOS);
            } else if (tick.role() == Role.DRAFT && tick.prefillRows() == rows) {
                costs.learnReading(rows, used, nanos / NANOS);
            }
            servedAt = clock.getAsLong();
            if (tick.role() == Role.DRAFT) {
                for (Seat seat : seats.at(Seat.State.AT_TARGET)) {
                    seat.patience--;
                }
            }
            for (Tick.Slice slice : tick.slices()) {
                Seat seat = slice.seat();
                Ask ask = seat.ask;
                if (seat.state == Seat.State.GONE || ask == null) {
                    continue;
                }
                if (ask.advance(slice.rows().size())) {
                    complete(seat, ask);
                } else {
                    seats.arrives(seat);
                    seat.patience = seats.deepestLevelsOfOthers(seat);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets a preempted session stand at the budget again, unless it has ended meanwhile.
     *
     * @param lag context tokens that its draft model has to read again
     */
    void resume(Seat seat, int lag) {
        lock.lock();
        try {
            if (seat.state == Seat.State.PREEMPTED) {
                Demand before = demand(seat);
                seat.demand = new Demand(before.proposal(), lag, before.horizon());
                seat.state = Seat.State.AT_BUDGET;
                seats.arrives(seat);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes context off what a seat waits for, because the model's cache holds it already. */
    void spare(Seat seat, int rows) {
        lock.lock();
        try {
            Ask ask = seat.ask;
            if (ask != null && ask.spare(rows)) {
                complete(seat, ask);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends one session, now when it waits, else when it comes to wait. */
    void fail(Seat seat, Broken why) {
        lock.lock();
        try {
            seat.failure = why;
            wakeIfWaiting(seat);
        } finally {
            lock.unlock();
        }
    }

    /** Ends every session, now and from now on. */
    void fail(String code, String why) {
        lock.lock();
        try {
            failure = new Broken(code, why);
            seats.forEach(this::wakeIfWaiting);
        } finally {
            lock.unlock();
        }
    }

    /** Lets {@link #await} return {@code Closed} once the last session has left. */
    void close() {
        lock.lock();
        try {
            closed = true;
            engine.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * What sessions did between passes.
     *
     * @param hostNanos from being woken to waiting again, added up over sessions
     * @param lateSessions how often one was left out of a pass because it computed too long
     */
    record Between(long hostNanos, long lateSessions) {}

    /** What passes are expected to cost now, and the newest plan. */
    PaceReport report() {
        lock.lock();
        try {
            return PaceReport.of(costs, plan, cells);
        } finally {
            lock.unlock();
        }
    }

    Between between() {
        lock.lock();
        try {
            return new Between(hostNanos, grace.lateSessions());
        } finally {
            lock.unlock();
        }
    }

    /** Nanoseconds to wait for running sessions that are not late; 0 when there are none. */
    private long graceLeft(long now) {
        long allowed = grace.nanos();
        long longest = 0;
        for (Seat seat : seats) {
            if (seat.state == Seat.State.RUNNING && !seat.late) {
                long left = seat.runningSince + allowed - now;
                if (left > 0) {
                    longest = Math.max(longest, left);
                } else if (seats.any(Seat::waits)) {
                    seat.late = true;
                    grace.late(allowed);
                }
            }
        }
        return longest;
    }

    /**
     * Nanoseconds to wait for others who come together with those who are here. A prompt that
     * misses the first pass waits for its end, and everybody's stream then waits for that prompt;
     * so where nobody writes yet, the first pass waits a moment for its next passenger, little
     * against the time that it takes itself.
     */
    private long companyLeft(long now) {
        if (!seats.nobodyHasBegun()) {
            return 0;
        }
        int rows = 0;
        for (Ask ask : seats.asks(Role.TARGET)) {
            rows += ask.pending();
        }
        double pass = curve(Role.TARGET).seconds(Math.min(rows, caps.targetRows()), cells);
        long pause = (long) Math.min(LONGEST_PAUSE, PAUSE * pass * NANOS);
        long end = Math.min(seats.lastCame() + pause, seats.firstCame() + MOST_PAUSES * pause);
        return Math.max(0, end - now);
    }

    /** Whether all at the budget were promised the cells of their next round before. */
    private boolean everybodyHasRoom() {
        return !seats.any(
                seat -> seat.state == Seat.State.AT_BUDGET && seat.wanted > seat.promised);
    }

    private boolean nobodyRuns() {
        return !seats.any(seat -> seat.state == Seat.State.RUNNING && !seat.late);
    }

    /** Answers all who stand at the budget and have room; whether somebody may begin a round. */
    private boolean answerBudgets() {
        List<Seat> asking = seats.at(Seat.State.AT_BUDGET);
        if (asking.isEmpty()) {
            return false;
        }
        Room.Answer answer = room.answer(asking);
        for (Seat seat : answer.preempted()) {
            seat.state = Seat.State.PREEMPTED;
        }
        grant(answer.granted());
        return !answer.granted().isEmpty();
    }

    /** Plans the rounds of all who begin together, counting rows that others were granted. */
    private void grant(List<Seat> beginning) {
        if (beginning.isEmpty()) {
            return;
        }
        List<Demand> demands = new ArrayList<>();
        beginning.forEach(seat -> demands.add(demand(seat)));
        for (Ask ask : seats.asks(Role.TARGET)) {
            if (!ask.prefills()) {
                demands.add(new Demand(Proposal.lookup(ask.pending() - 1), 0, 1));
            }
        }
        plan = pace.plan(demands, cells);
        for (int i = 0; i < beginning.size(); i++) {
            Seat seat = beginning.get(i);
            seat.grant = plan.grants().get(i);
            seat.levels = seat.grant.budget().draftLevels() + (seat.grant.read() > 0 ? 1 : 0);
            seat.demand = null;
            wake(seat);
        }
    }

    private static Demand demand(Seat seat) {
        Demand demand = seat.demand;
        if (demand == null) {
            throw new IllegalStateException(seat + " asks for no budget");
        }
        return demand;
    }

    private Tick tick() {
        learnHost();
        List<Seat> drafting = seats.at(Seat.State.AT_DRAFT);
        List<Seat> verifying = seats.at(Seat.State.AT_TARGET);
        boolean impatient = verifying.stream().anyMatch(seat -> seat.patience <= 0);
        if (!drafting.isEmpty() && !impatient) {
            return tick(Role.DRAFT, drafting, caps.draftRows());
        }
        return tick(Role.TARGET, verifying, caps.targetRows());
    }

    private Tick tick(Role role, List<Seat> waiting, int cap) {
        boolean together = role == Role.TARGET && seats.cameTogether(cap);
        return Tick.plan(
                role,
                waiting,
                cap,
                together ? Integer.MAX_VALUE : chunk(role),
                together && !seats.readTheSame() ? Shares.EVENLY : Shares.OLDEST_FIRST,
                caps.chunk().least());
    }

    private void learnHost() {
        if (servedAt != 0) {
            costs.learnHost((clock.getAsLong() - servedAt) / NANOS);
        }
    }

    private CostCurve curve(Role role) {
        return switch (role) {
            case TARGET -> costs.targetCurve();
            case DRAFT -> costs.draftCurve();
        };
    }

    /**
     * Context rows that fit into a pass without stalling streams, whichever model they wait for.
     */
    private int chunk(Role role) {
        int here = seats.completeRows(role);
        if (here > 0) {
            return caps.chunk()
                    .beside(curve(role), here, cells, 2 * curve(role).seconds(here, cells));
        }
        Role other = role == Role.TARGET ? Role.DRAFT : Role.TARGET;
        int elsewhere = seats.completeRows(other);
        if (elsewhere == 0) {
            return Integer.MAX_VALUE;
        }
        double own = costs.targetCurve().seconds(elsewhere, cells);
        return caps.chunk().beside(curve(role), 0, cells, own);
    }

    private void complete(Seat seat, Ask ask) {
        seat.ask = null;
        switch (ask.role()) {
            case DRAFT -> seat.levels = Math.max(0, seat.levels - 1);
            case TARGET -> seats.hasWritten(seat, clock.getAsLong());
        }
        wake(seat);
    }

    private void wake(Seat seat) {
        seat.state = Seat.State.RUNNING;
        seat.runningSince = clock.getAsLong();
        seat.late = false;
        seat.served = true;
        seat.wake.signal();
    }

    private void wakeIfWaiting(Seat seat) {
        if (seat.isParked()) {
            seat.ask = null;
            wake(seat);
        }
    }
}
