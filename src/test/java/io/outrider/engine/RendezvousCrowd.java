package io.outrider.engine;

import io.outrider.engine.Rendezvous.Work;
import io.outrider.model.ForwardPass.Row;
import io.outrider.model.Proposal;
import io.outrider.model.SessionCancelled;
import io.outrider.pace.Demand;
import io.outrider.testing.Costs;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Random sessions at one rendezvous, and an engine that checks what {@link Rendezvous} guarantees
 * at every pass. Sessions join from chores in mid-flight, are cancelled wherever they happen to be,
 * and come into the crowd's trouble.
 *
 * <p>The engine thread reads seats without their lock. That is sound for what it concludes: only
 * this thread makes a session run, so one that it finds running was running when the pass was
 * planned. What a late session does meanwhile is a race, so some checks hold only while none is.
 */
final class RendezvousCrowd {

    /** What befalls a crowd, besides cancels. */
    enum Trouble {
        NONE,
        /** Some compute for longer than their grace. */
        SLOW_SESSIONS,
        /** A pass fails, perhaps while slow sessions compute. */
        FAILING_PASS,
        /** Shutdown begins, and its patience ends, whenever it likes. */
        SHUTDOWN
    }

    /** How a session ended. */
    enum End {
        FINISHED,
        CANCELLED,
        BROKEN
    }

    private static final int ROWS = 32;
    private static final int CHUNK = 8;
    private static final int DEEPEST = 4;
    private static final long SHORTEST_GRACE = 2_000_000;
    private static final long LONGEST_GRACE = 50_000_000;

    /** One session, and what is known of it. */
    private static final class Guest {
        final Seat seat;
        final AtomicInteger choresQueued = new AtomicInteger();
        volatile Seat.State where = Seat.State.RUNNING;
        volatile @Nullable Ask ask;
        volatile int pendingWhenGone = -1;
        volatile @Nullable End end;

        // ---- the engine thread's
        int choresRun;
        int draftPassesLetGo;
        long arrival;
        boolean freed;

        Guest(Seat seat) {
            this.seat = seat;
        }
    }

    private final Random random;
    private final Trouble trouble;
    private final boolean slow;
    private final LongSupplier clock;
    private final Rendezvous rendezvous;
    private final List<String> violations = Collections.synchronizedList(new ArrayList<>());
    private final ArrayDeque<Long> toCome = new ArrayDeque<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<Guest> guests = Collections.synchronizedList(new ArrayList<>());
    private final Map<Seat, Guest> seated = new HashMap<>();
    private final int failingPass;
    private volatile boolean failed;
    private @Nullable Thread engine;
    private int passes;
    private int droppedInPass;

    RendezvousCrowd(long seed, Trouble trouble) {
        this.random = new Random(seed);
        this.trouble = trouble;
        // A clock that stands still makes nobody late, so that no pass may start beside a session.
        this.slow = trouble == Trouble.SLOW_SESSIONS || trouble == Trouble.FAILING_PASS;
        this.clock = slow ? System::nanoTime : () -> 0L;
        this.rendezvous =
                new Rendezvous(
                        clock,
                        new Rendezvous.Caps(
                                ROWS, ROWS, new PrefillChunk(CHUNK, CHUNK, Optional.empty())),
                        Costs.flat(),
                        Room.UNLIMITED);
        this.failingPass = 1 + random.nextInt(40);
    }

    /** Runs the crowd to its end, and says what was violated. */
    List<String> run() throws InterruptedException {
        int sessions = 3 + random.nextInt(14);
        for (int i = 0; i < sessions; i++) {
            toCome.add(random.nextLong());
        }
        rendezvous.chore(
                () -> {
                    for (int i = 0; i <= sessions / 2; i++) {
                        nextJoins();
                    }
                });
        Thread running = Thread.ofPlatform().unstarted(this::engine);
        engine = running;
        running.start();
        if (trouble == Trouble.SHUTDOWN) {
            Thread.sleep(random.nextInt(3));
            rendezvous.close();
            Thread.sleep(random.nextInt(3));
            failing = true;
            rendezvous.fail("draining", "scripted");
            failed = true;
        }
        running.join();
        for (Thread thread : threads) {
            thread.join();
        }
        if (rendezvous.chore(() -> {})) {
            violations.add("a chore was taken after the end");
        }
        for (Guest guest : guests) {
            if (!guest.freed) {
                violations.add(guest.seat + " was not freed");
            }
        }
        return violations;
    }

    List<End> ends() {
        return guests.stream().map(guest -> guest.end == null ? End.BROKEN : guest.end).toList();
    }

    /** Where those who were cancelled stood. */
    List<Seat.State> cancelledAt() {
        return guests.stream()
                .filter(guest -> guest.end == End.CANCELLED)
                .map(guest -> guest.where)
                .toList();
    }

    long lateSessions() {
        return rendezvous.between().lateSessions();
    }

    /** How often a session went while a pass computed rows for it. */
    int droppedInPass() {
        return droppedInPass;
    }

    // ---- the engine thread ---------------------------------------------------------------------

    private void nextJoins() {
        Long seed = toCome.poll();
        if (seed == null) {
            return;
        }
        Seat seat = rendezvous.join("s" + guests.size(), 0);
        Guest guest = new Guest(seat);
        guests.add(guest);
        seated.put(seat, guest);
        Thread thread = Thread.ofVirtual().unstarted(() -> session(guest, new Random(seed)));
        threads.add(thread);
        thread.start();
    }

    private void free(Guest guest) {
        onEngineThread("a free");
        if (guest.freed) {
            violations.add(guest.seat + " was freed twice");
        }
        guest.freed = true;
        seated.remove(guest.seat);
        Ask ask = guest.ask;
        if (guest.pendingWhenGone >= 0 && ask != null && ask.pending() != guest.pendingWhenGone) {
            violations.add(guest.seat + " was gone, and rows were counted for it");
        }
        if (failed || trouble == Trouble.SHUTDOWN) {
            toCome.clear();
        }
        nextJoins();
        if (seated.isEmpty()) {
            rendezvous.close();
        }
    }

    private void engine() {
        try {
            while (true) {
                Set<Guest> gone = new LinkedHashSet<>();
                for (Guest guest : seated.values()) {
                    if (guest.end != null) {
                        gone.add(guest);
                    }
                }
                boolean failedBefore = failed;
                long lateBefore = lateSessions();
                switch (rendezvous.await(Long.MAX_VALUE)) {
                    case Work.Closed closed -> {
                        if (!seated.isEmpty()) {
                            violations.add("closed while some are seated: " + seated.keySet());
                        }
                        return;
                    }
                    case Work.Chores(var chores) -> chores.forEach(Runnable::run);
                    case Work.Pass(Tick tick) -> {
                        if (failedBefore) {
                            violations.add("a pass after the failure: " + tick);
                        }
                        // What the cache holds is found before a pass, which is planned again then.
                        if (!found(tick)) {
                            check(tick, gone, lateBefore);
                            pass(tick);
                        }
                    }
                }
            }
        } catch (InterruptedException | RuntimeException bug) {
            violations.add("engine: " + bug);
            failing = true;
            rendezvous.fail("bug", "the engine thread ended");
        }
    }

    /** Set before a failure wakes everybody. */
    private volatile boolean failing;

    private void check(Tick tick, Set<Guest> gone, long lateBefore) {
        int rows = tick.rows().size();
        if (rows == 0 || rows > ROWS) {
            violations.add("a pass of " + rows + " rows: " + tick);
        }
        for (Tick.Slice slice : tick.slices()) {
            Guest guest = seated.get(slice.seat());
            if (guest == null || gone.contains(guest)) {
                violations.add(slice.seat() + " is gone, and computed for: " + tick);
            } else if (guest.choresRun != guest.choresQueued.get()) {
                violations.add(slice.seat() + " is computed for before its chores ran");
            }
        }
        long longestRun = -1;
        for (Guest guest : seated.values()) {
            // Only this thread makes a session run, until a failure wakes all from anywhere.
            if (guest.seat.state == Seat.State.RUNNING && !failing) {
                long ran = clock.getAsLong() - guest.seat.runningSince;
                longestRun = Math.max(longestRun, ran);
                if (ran < SHORTEST_GRACE) {
                    violations.add(guest.seat + " computes beside " + tick);
                }
            }
        }
        if (longestRun >= 0 && lateBefore == 0 && longestRun < LONGEST_GRACE) {
            violations.add("the first to be late ran for " + longestRun + " ns only");
        }
        if (lateSessions() == 0) {
            checkThatNobodyWaitsInVain(tick);
        }
    }

    /** While nobody is late, nobody moves during a pass. */
    private void checkThatNobodyWaitsInVain(Tick tick) {
        for (Guest guest : seated.values()) {
            Seat seat = guest.seat;
            if (seat.state == Seat.State.AT_BUDGET) {
                violations.add(seat + " waits for its budget during " + tick);
            }
            if (seat.state != Seat.State.AT_TARGET || tick.role() == Role.TARGET) {
                continue;
            }
            guest.draftPassesLetGo = guest.arrival == seat.arrival ? guest.draftPassesLetGo + 1 : 1;
            guest.arrival = seat.arrival;
            if (seat.patience <= 0 || guest.draftPassesLetGo > DEEPEST) {
                violations.add(seat + " lets one draft pass too many go first: " + tick);
            }
        }
    }

    private void pass(Tick tick) throws InterruptedException {
        passes++;
        if (trouble == Trouble.FAILING_PASS && passes == failingPass) {
            failing = true;
            rendezvous.fail("engine_failure", "scripted");
            failed = true;
            return;
        }
        if (random.nextInt(4) == 0) {
            // Time enough for a cancel to arrive.
            Thread.sleep(1);
        }
        for (Tick.Slice slice : tick.slices()) {
            Guest guest = seated.get(slice.seat());
            droppedInPass += guest != null && guest.end == End.CANCELLED ? 1 : 0;
        }
        rendezvous.served(tick, 1_000_000, 0);
    }

    /** Now and then the cache holds what a session is about to read, and more. */
    private boolean found(Tick tick) {
        for (Tick.Slice slice : tick.slices()) {
            Ask ask = slice.seat().ask;
            if (ask != null && ask.isReading() && slice.prefill() && random.nextInt(3) == 0) {
                rendezvous.spare(slice.seat(), 1 + random.nextInt(ROWS));
                return true;
            }
        }
        return false;
    }

    private void onEngineThread(String what) {
        if (Thread.currentThread() != engine) {
            violations.add(what + " ran on " + Thread.currentThread());
        }
    }

    // ---- sessions ------------------------------------------------------------------------------

    private void session(Guest guest, Random own) {
        // One in three is cancelled: at its so manieth wait, or shortly before or after it.
        int cancelAt = own.nextInt(3) == 0 ? 1 + own.nextInt(25) : Integer.MAX_VALUE;
        AtomicInteger waits = new AtomicInteger();
        try {
            for (int round = 1 + own.nextInt(20); round > 0; round--) {
                compute(own);
                Runnable maybeCancel =
                        () -> {
                            if (waits.incrementAndGet() == cancelAt) {
                                cancel(Thread.currentThread(), own.nextInt(3));
                            }
                        };
                round(guest, own, maybeCancel);
            }
            guest.end = End.FINISHED;
        } catch (SessionCancelled cancelled) {
            Ask ask = guest.ask;
            guest.pendingWhenGone = ask == null ? -1 : ask.pending();
            guest.end = End.CANCELLED;
            // Gone, and not yet left.
            compute(own);
        } catch (Rendezvous.Broken broken) {
            if (trouble != Trouble.FAILING_PASS && trouble != Trouble.SHUTDOWN) {
                violations.add("broken for no reason: " + broken);
            }
            guest.end = End.BROKEN;
        } catch (RuntimeException bug) {
            violations.add(guest.seat + ": " + bug);
            guest.end = End.BROKEN;
        } finally {
            rendezvous.leave(guest.seat, () -> free(guest));
        }
    }

    private void round(Guest guest, Random own, Runnable maybeCancel) {
        int depth = own.nextInt(DEEPEST + 1);
        boolean lookup = own.nextBoolean();
        guest.ask = null;
        park(
                guest,
                Seat.State.AT_BUDGET,
                maybeCancel,
                () -> {
                    var proposal = lookup ? Proposal.lookup(depth) : Proposal.chain(depth);
                    if (rendezvous
                                    .budget(guest.seat, new Demand(proposal, 0, 1), own.nextInt(2))
                                    .budget()
                                    .depth()
                            != depth) {
                        violations.add(guest.seat + " got another budget than it proposed");
                    }
                });
        if (own.nextInt(4) == 0) {
            chores(guest, own);
            read(guest, 1 + own.nextInt(2 * ROWS), maybeCancel);
        }
        // Some draft on beyond what they were granted, as after starting over.
        int levels = lookup ? 0 : depth + (own.nextInt(8) == 0 ? 2 : 0);
        for (int level = 0; level < levels; level++) {
            chores(guest, own);
            rows(guest, Role.DRAFT, own.nextInt(3) == 0 ? own.nextInt(80) : 0, 1, maybeCancel);
        }
        chores(guest, own);
        rows(guest, Role.TARGET, own.nextInt(3) == 0 ? own.nextInt(80) : 0, depth + 1, maybeCancel);
    }

    private void rows(Guest guest, Role role, int catchUp, int wanted, Runnable maybeCancel) {
        ask(guest, new Ask(role, rows(catchUp + wanted), catchUp), maybeCancel);
    }

    private void read(Guest guest, int tokens, Runnable maybeCancel) {
        ask(guest, Ask.reading(Role.DRAFT, rows(tokens), tokens), maybeCancel);
    }

    private static List<Row> rows(int count) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(new Row(0, i, 0, MemorySegment.NULL));
        }
        return rows;
    }

    private void ask(Guest guest, Ask ask, Runnable maybeCancel) {
        Role role = ask.role();
        guest.ask = ask;
        park(
                guest,
                role == Role.DRAFT ? Seat.State.AT_DRAFT : Seat.State.AT_TARGET,
                maybeCancel,
                () -> rendezvous.rows(guest.seat, ask));
        if (ask.pending() > 0) {
            violations.add(guest.seat + " woke before all its rows were there");
        }
    }

    private void park(Guest guest, Seat.State where, Runnable maybeCancel, Runnable wait) {
        guest.where = where;
        boolean failedBefore = failed;
        maybeCancel.run();
        wait.run();
        if (failedBefore) {
            violations.add(guest.seat + " came to wait after the failure and got through");
        }
        guest.where = Seat.State.RUNNING;
    }

    private void chores(Guest guest, Random own) {
        for (int i = own.nextInt(3); i > 0; i--) {
            int number = guest.choresQueued.getAndIncrement();
            rendezvous.chore(
                    () -> {
                        onEngineThread("a chore");
                        if (guest.freed || guest.choresRun++ != number) {
                            violations.add("a chore of " + guest.seat + " out of order");
                        }
                    });
        }
    }

    /** Cancels now, soon, or a little later: at this wait, or wherever the session is by then. */
    private static void cancel(Thread session, int when) {
        if (when == 0) {
            session.interrupt();
            return;
        }
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                Thread.sleep(when - 1);
                            } catch (InterruptedException unexpected) {
                                Thread.currentThread().interrupt();
                            }
                            session.interrupt();
                        });
    }

    private void compute(Random own) {
        try {
            if (slow && own.nextInt(10) == 0) {
                Thread.sleep(own.nextInt(3) == 0 ? 60 : 5);
            } else if (own.nextInt(10) == 0) {
                Thread.sleep(own.nextInt(2));
            }
        } catch (InterruptedException cancelled) {
            // Whoever is cancelled while it computes hears of it where it next waits.
            Thread.currentThread().interrupt();
        }
    }
}
