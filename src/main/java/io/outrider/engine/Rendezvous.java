package io.outrider.engine;

import io.outrider.model.Budget;
import io.outrider.model.Proposal;
import io.outrider.model.SessionCancelled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where sessions meet the engine thread; the only class with a lock. It guarantees:
 *
 * <ul>
 *   <li>A pass starts only when no session is running, but for those that are late.
 *   <li>All sessions that stand at the budget are answered together.
 *   <li>Chores (keeps, frees, admissions) run on the engine thread, between passes, in the order in
 *       which they were queued; a session's chores are queued before it parks.
 *   <li>Nothing is computed for a session that is gone; rows computed for one that went during the
 *       pass are dropped.
 *   <li>A session at the target lets at most as many draft passes go first as draft levels were
 *       granted to others when it arrived.
 *   <li>After {@link #fail} every session that waits or comes to wait ends with that failure.
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
     * @param chunk most context rows beside waiting streams
     */
    record Caps(int draftRows, int targetRows, int chunk) {}

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

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition engine = lock.newCondition();
    private final LongSupplier clock;
    private final Caps caps;
    private final Grace grace = new Grace();
    private final Set<Seat> seats = new LinkedHashSet<>();
    private final ArrayDeque<Runnable> chores = new ArrayDeque<>();
    private long arrivals;
    private long hostNanos;
    private boolean closed;
    private boolean over;
    private @Nullable Broken failure;

    Rendezvous(LongSupplier clock, Caps caps) {
        this.clock = clock;
        this.caps = caps;
    }

    // ---- sessions ------------------------------------------------------------------------------

    /** Seats a session that is about to run. */
    Seat join(String name) {
        lock.lock();
        try {
            Seat seat = new Seat(name, lock.newCondition());
            seat.runningSince = clock.getAsLong();
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
            public Budget budget(Proposal proposal) {
                return Rendezvous.this.budget(seat, proposal);
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

    /** Parks until the round's budget is answered. */
    Budget budget(Seat seat, Proposal proposal) {
        lock.lock();
        try {
            seat.proposal = proposal;
            seat.levels = 0;
            park(seat, Seat.State.AT_BUDGET);
            return new Budget(proposal.depth());
        } finally {
            lock.unlock();
        }
    }

    /** Parks until every row of the ask is evaluated. */
    void rows(Seat seat, Ask ask) {
        lock.lock();
        try {
            seat.ask = ask;
            if (ask.role() == Role.TARGET) {
                seat.levels = 0;
                seat.patience = deepestLevelsOfOthers(seat);
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
            chores.add(free);
            engine.signal();
        } finally {
            lock.unlock();
        }
    }

    private void park(Seat seat, Seat.State state) {
        if (failure != null) {
            throw failure;
        }
        hostNanos += clock.getAsLong() - seat.runningSince;
        seat.state = state;
        seat.served = false;
        seat.late = false;
        seat.arrival = ++arrivals;
        engine.signal();
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
        if (failure != null) {
            throw failure;
        }
    }

    // ---- the engine thread ---------------------------------------------------------------------

    /** Blocks until there is something to do, and says what. */
    Work await() throws InterruptedException {
        lock.lock();
        try {
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
                boolean somebodyWaits = seats.stream().anyMatch(Rendezvous::waits);
                long patience = graceLeft(clock.getAsLong());
                if (!somebodyWaits) {
                    engine.await();
                } else if (patience > 0) {
                    long unused = engine.awaitNanos(patience);
                } else if (!answerBudgets()) {
                    return new Work.Pass(tick());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Wakes the sessions that a pass served; {@code nanos} is what it took. */
    void served(Tick tick, long nanos) {
        lock.lock();
        try {
            grace.passTook(tick.role(), nanos);
            if (tick.role() == Role.DRAFT) {
                for (Seat seat : at(Seat.State.AT_TARGET)) {
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
                    seat.ask = null;
                    if (tick.role() == Role.DRAFT) {
                        seat.levels = Math.max(0, seat.levels - 1);
                    }
                    wake(seat);
                } else {
                    seat.arrival = ++arrivals;
                    seat.patience = deepestLevelsOfOthers(seat);
                }
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
            if (ask != null) {
                ask.spare(rows);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends every session, now and from now on. */
    void fail(String code, String why) {
        lock.lock();
        try {
            failure = new Broken(code, why);
            for (Seat seat : seats) {
                if (waits(seat)) {
                    seat.ask = null;
                    wake(seat);
                }
            }
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
                } else if (seats.stream().anyMatch(Rendezvous::waits)) {
                    seat.late = true;
                    grace.late(allowed);
                }
            }
        }
        return longest;
    }

    private boolean answerBudgets() {
        List<Seat> asking = at(Seat.State.AT_BUDGET);
        for (Seat seat : asking) {
            Proposal proposal = seat.proposal;
            seat.levels = proposal == null ? 0 : proposal.draftLevels();
            seat.proposal = null;
            wake(seat);
        }
        return !asking.isEmpty();
    }

    private Tick tick() {
        List<Seat> drafting = at(Seat.State.AT_DRAFT);
        List<Seat> verifying = at(Seat.State.AT_TARGET);
        boolean impatient = verifying.stream().anyMatch(seat -> seat.patience <= 0);
        if (!drafting.isEmpty() && !impatient) {
            return Tick.plan(Role.DRAFT, drafting, caps.draftRows(), caps.chunk());
        }
        return Tick.plan(Role.TARGET, verifying, caps.targetRows(), caps.chunk());
    }

    private void wake(Seat seat) {
        seat.state = Seat.State.RUNNING;
        seat.runningSince = clock.getAsLong();
        seat.late = false;
        seat.served = true;
        seat.wake.signal();
    }

    private int deepestLevelsOfOthers(Seat self) {
        int deepest = 0;
        for (Seat seat : seats) {
            if (seat != self && seat.state != Seat.State.GONE) {
                deepest = Math.max(deepest, seat.levels);
            }
        }
        return deepest;
    }

    /** Seats in a state, in order of arrival. */
    private List<Seat> at(Seat.State state) {
        List<Seat> found = new ArrayList<>();
        for (Seat seat : seats) {
            if (seat.state == state) {
                found.add(seat);
            }
        }
        found.sort(Comparator.comparingLong(seat -> seat.arrival));
        return found;
    }

    private static boolean waits(Seat seat) {
        return switch (seat.state) {
            case AT_BUDGET, AT_DRAFT, AT_TARGET -> true;
            case RUNNING, GONE -> false;
        };
    }
}
