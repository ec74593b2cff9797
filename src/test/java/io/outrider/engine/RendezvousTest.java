package io.outrider.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.engine.Rendezvous.Work;
import io.outrider.model.ForwardPass.Row;
import io.outrider.model.Proposal;
import io.outrider.model.SessionCancelled;
import io.outrider.pace.Demand;
import io.outrider.pace.MeasuredCosts;
import io.outrider.testing.Costs;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class RendezvousTest {
    private static Demand demand(Proposal proposal) {
        return new Demand(proposal, 0, 100);
    }

    private static final Rendezvous.Caps CAPS =
            new Rendezvous.Caps(32, 32, new PrefillChunk(8, 8, Optional.empty()));

    private static Ask ask(Role role, int catchUp, int wanted) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < catchUp + wanted; i++) {
            rows.add(new Row(0, i, 0, MemorySegment.NULL));
        }
        return new Ask(role, rows, catchUp);
    }

    /** Random sessions that join, work, are cancelled or leave, and an engine that checks. */
    @Test
    void holdsItsInvariantsUnderRandomInterleavings() throws Exception {
        for (int seed = 0; seed < 30; seed++) {
            new Crowd(seed).run();
        }
    }

    private static final class Crowd {
        final Random random;
        // A clock that stands still: nobody is ever late, so no pass may start beside a session.
        final Rendezvous rendezvous = new Rendezvous(() -> 0L, CAPS, Costs.flat(), this::room);
        final Set<Seat> preempted = new HashSet<>();
        final Map<String, Boolean> computing = new ConcurrentHashMap<>();
        final List<String> violations = Collections.synchronizedList(new ArrayList<>());
        final AtomicInteger finished = new AtomicInteger();
        final AtomicInteger freed = new AtomicInteger();

        Crowd(int seed) {
            random = new Random(seed);
        }

        void run() throws Exception {
            int sessions = 2 + random.nextInt(14);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < sessions; i++) {
                String name = "s" + i;
                long own = random.nextLong();
                // Joined before the engine starts, or from a chore in mid-flight, as in life.
                Runnable join =
                        () -> {
                            Seat seat = rendezvous.join(name, 0);
                            computing.put(name, true);
                            Thread thread = Thread.ofVirtual().unstarted(() -> session(seat, own));
                            threads.add(thread);
                            thread.start();
                            if (own % 4 == 0) {
                                Thread.ofVirtual()
                                        .start(
                                                () -> {
                                                    pause(own);
                                                    thread.interrupt();
                                                });
                            }
                        };
                rendezvous.chore(join);
            }
            Thread engine = Thread.ofPlatform().start(this::engine);
            engine.join();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(violations).isEmpty();
            assertThat(finished.get()).isEqualTo(sessions);
            assertThat(freed.get()).isEqualTo(sessions);
        }

        private void session(Seat seat, long seed) {
            Random own = new Random(seed);
            try {
                for (int round = 0; round < 1 + own.nextInt(20); round++) {
                    int depth = own.nextInt(5);
                    boolean lookup = own.nextBoolean();
                    parked(
                            seat,
                            () ->
                                    rendezvous.budget(
                                            seat,
                                            demand(
                                                    lookup
                                                            ? Proposal.lookup(depth)
                                                            : Proposal.chain(depth)),
                                            own.nextInt(2)));
                    for (int level = 0; !lookup && level < depth; level++) {
                        int catchUp = own.nextInt(3) == 0 ? own.nextInt(80) : 0;
                        parked(seat, () -> rendezvous.rows(seat, ask(Role.DRAFT, catchUp, 1)));
                    }
                    int catchUp = own.nextInt(3) == 0 ? own.nextInt(80) : 0;
                    parked(seat, () -> rendezvous.rows(seat, ask(Role.TARGET, catchUp, depth + 1)));
                }
            } catch (SessionCancelled cancelled) {
                // one of the ways to end
            } finally {
                computing.remove(seat.name);
                finished.incrementAndGet();
                rendezvous.leave(seat, this::free);
            }
        }

        /** Grants some, lets some wait and preempts some, who are resumed a little later. */
        private Room.Answer room(List<Seat> asking) {
            List<Seat> granted = new ArrayList<>(List.of(asking.getFirst()));
            List<Seat> gone = new ArrayList<>();
            for (Seat seat : asking.subList(1, asking.size())) {
                switch (random.nextInt(4)) {
                    case 0 -> gone.add(seat);
                    case 1 -> {}
                    default -> granted.add(seat);
                }
            }
            for (Seat seat : gone) {
                preempted.add(seat);
                rendezvous.chore(
                        () -> {
                            preempted.remove(seat);
                            rendezvous.resume(seat, 0);
                        });
            }
            return new Room.Answer(granted, gone);
        }

        private void free() {
            // Only now may the test end; everybody is seated by then or was never there.
            if (freed.incrementAndGet() == finished.get()) {
                rendezvous.close();
            }
        }

        private void parked(Seat seat, Runnable park) {
            if (Thread.currentThread().isInterrupted() && seat.name.hashCode() % 2 == 0) {
                Thread.yield();
            }
            computing.put(seat.name, false);
            park.run();
            computing.put(seat.name, true);
        }

        private void engine() {
            try {
                while (true) {
                    switch (rendezvous.await(Long.MAX_VALUE)) {
                        case Work.Closed closed -> {
                            return;
                        }
                        case Work.Chores(var chores) -> chores.forEach(Runnable::run);
                        case Work.Pass(Tick tick) -> pass(tick);
                    }
                }
            } catch (InterruptedException unexpected) {
                violations.add("engine interrupted");
            } catch (RuntimeException bug) {
                violations.add("engine: " + bug);
            }
        }

        private void pass(Tick tick) {
            int rows = tick.rows().size();
            if (rows == 0 || rows > 32) {
                violations.add("a pass of " + rows + " rows: " + tick);
            }
            if (tick.slices().stream().anyMatch(slice -> preempted.contains(slice.seat()))) {
                violations.add("a preempted session in " + tick);
            }
            computing.forEach(
                    (name, busy) -> {
                        if (busy) {
                            violations.add(name + " computes beside " + tick);
                        }
                    });
            rendezvous.served(tick, 1_000_000, 0);
        }

        private static void pause(long seed) {
            try {
                Thread.sleep(Math.floorMod(seed, 3));
            } catch (InterruptedException ignored) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void budgetsAreAnsweredTogether() throws Exception {
        Rendezvous rendezvous = new Rendezvous(() -> 0L, CAPS, Costs.flat(), Room.UNLIMITED);
        Seat first = rendezvous.join("first", 0);
        Seat second = rendezvous.join("second", 0);
        CountDownLatch answered = new CountDownLatch(1);
        Thread one =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    rendezvous.budget(first, demand(Proposal.plain()), 0);
                                    answered.countDown();
                                    rendezvous.rows(first, ask(Role.TARGET, 0, 1));
                                    rendezvous.leave(first, () -> {});
                                });
        Thread engine =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        serveAll(rendezvous, new ArrayList<>());
                                    } catch (InterruptedException ended) {
                                        Thread.currentThread().interrupt();
                                    }
                                });
        // The second session still computes, so the first must not be answered yet.
        assertThat(answered.await(100, TimeUnit.MILLISECONDS)).isFalse();
        rendezvous.budget(second, demand(Proposal.plain()), 0);
        assertThat(answered.await(10, TimeUnit.SECONDS)).isTrue();
        rendezvous.leave(second, () -> {});
        rendezvous.close();
        one.join();
        engine.join();
    }

    @Test
    void aSessionAtTheTargetWaitsForTheDraftLevelsOfOthersAndNotLonger() throws Exception {
        Rendezvous rendezvous = new Rendezvous(() -> 0L, CAPS, Costs.flat(), Room.UNLIMITED);
        Seat drafter = rendezvous.join("drafter", 0);
        Seat plain = rendezvous.join("plain", 0);
        List<Tick> ticks = Collections.synchronizedList(new ArrayList<>());
        Thread one =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    rendezvous.budget(drafter, demand(Proposal.chain(3)), 0);
                                    // Drafts more than it was granted: others must not pay for it.
                                    for (int i = 0; i < 6; i++) {
                                        rendezvous.rows(drafter, ask(Role.DRAFT, 0, 1));
                                    }
                                    rendezvous.rows(drafter, ask(Role.TARGET, 0, 7));
                                    rendezvous.leave(drafter, () -> {});
                                });
        Thread two =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    rendezvous.budget(plain, demand(Proposal.plain()), 0);
                                    rendezvous.rows(plain, ask(Role.TARGET, 0, 1));
                                    rendezvous.leave(plain, () -> {});
                                });
        rendezvous.close();
        serveAll(rendezvous, ticks);
        one.join();
        two.join();
        assertThat(ticks.stream().map(Tick::role))
                .containsExactly(
                        Role.DRAFT,
                        Role.DRAFT,
                        Role.DRAFT,
                        Role.TARGET,
                        Role.DRAFT,
                        Role.DRAFT,
                        Role.DRAFT,
                        Role.TARGET);
    }

    @Test
    void aSlowSessionIsLeftOutOnceItIsLate() throws Exception {
        AtomicLong now = new AtomicLong();
        Rendezvous rendezvous = new Rendezvous(now::get, CAPS, Costs.flat(), Room.UNLIMITED);
        Seat slow = rendezvous.join("slow", 0);
        Seat quick = rendezvous.join("quick", 0);
        Thread waiting =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    rendezvous.rows(quick, ask(Role.TARGET, 0, 1));
                                    rendezvous.leave(quick, () -> {});
                                });
        now.set(TimeUnit.SECONDS.toNanos(1));
        Work work = rendezvous.await(Long.MAX_VALUE);
        while (!(work instanceof Work.Pass)) {
            work = rendezvous.await(Long.MAX_VALUE);
        }
        assertThat(((Work.Pass) work).tick().slices())
                .singleElement()
                .satisfies(slice -> assertThat(slice.seat()).isSameAs(quick));
        assertThat(rendezvous.between().lateSessions()).isEqualTo(1);
        rendezvous.served(((Work.Pass) work).tick(), 1, 0);
        waiting.join();
        rendezvous.leave(slow, () -> {});
    }

    @Test
    void aPreemptedSessionWaitsUntilItIsResumedAndCanStillBeFailed() throws Exception {
        List<Seat> preempt = new ArrayList<>();
        Rendezvous rendezvous =
                new Rendezvous(
                        System::nanoTime,
                        CAPS,
                        Costs.flat(),
                        asking ->
                                new Room.Answer(
                                        asking.stream().filter(s -> !preempt.contains(s)).toList(),
                                        asking.stream().filter(preempt::contains).toList()));
        Seat lucky = rendezvous.join("lucky", 0);
        Seat unlucky = rendezvous.join("unlucky", 0);
        preempt.add(lucky);
        preempt.add(unlucky);
        List<String> ends = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (Seat seat : List.of(lucky, unlucky)) {
            threads.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            rendezvous.budget(seat, demand(Proposal.plain()), 1);
                                            rendezvous.rows(seat, ask(Role.TARGET, 0, 1));
                                            ends.add(seat.name + " served");
                                        } catch (Rendezvous.Broken broken) {
                                            ends.add(seat.name + " " + broken.code());
                                        }
                                        rendezvous.leave(seat, () -> {});
                                    }));
        }
        while (lucky.state != Seat.State.PREEMPTED || unlucky.state != Seat.State.PREEMPTED) {
            assertThat(rendezvous.await(1_000_000)).isEqualTo(new Work.Chores(List.of()));
        }
        preempt.clear();
        rendezvous.fail(unlucky, new Rendezvous.Broken("deadline_exceeded", "too late"));
        rendezvous.resume(unlucky, 0);
        rendezvous.resume(lucky, 0);
        rendezvous.close();
        List<Tick> ticks = new ArrayList<>();
        serveAll(rendezvous, ticks);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(ticks).hasSize(1);
        assertThat(ends).containsExactlyInAnyOrder("lucky served", "unlucky deadline_exceeded");
    }

    @Test
    void aFailureEndsEverySessionThatWaitsOrComesToWait() throws Exception {
        Rendezvous rendezvous = new Rendezvous(() -> 0L, CAPS, Costs.flat(), Room.UNLIMITED);
        Seat early = rendezvous.join("early", 0);
        Seat late = rendezvous.join("late", 0);
        List<String> ends = Collections.synchronizedList(new ArrayList<>());
        Thread one =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        rendezvous.rows(early, ask(Role.TARGET, 0, 1));
                                    } catch (Rendezvous.Broken broken) {
                                        ends.add("early " + broken.getMessage());
                                    }
                                });
        while (early.state != Seat.State.AT_TARGET) {
            Thread.sleep(1);
        }
        rendezvous.fail("engine_failure", "out of memory");
        one.join();
        try {
            rendezvous.budget(late, demand(Proposal.plain()), 0);
        } catch (Rendezvous.Broken broken) {
            ends.add("late " + broken.getMessage());
        }
        assertThat(ends).containsExactly("early out of memory", "late out of memory");
    }

    @Test
    void aLongPromptIsServedInChunksBesideARunningStream() {
        Rendezvous rendezvous = new Rendezvous(() -> 0L, CAPS, Costs.flat(), Room.UNLIMITED);
        Seat prompt = rendezvous.join("prompt", 0);
        Seat stream = rendezvous.join("stream", 0);
        prompt.ask = ask(Role.TARGET, 100, 1);
        stream.ask = ask(Role.TARGET, 0, 4);
        Tick beside =
                Tick.plan(Role.TARGET, List.of(prompt, stream), 32, 8, Shares.OLDEST_FIRST, 4);
        assertThat(beside.toString()).contains("stream rows 4", "prompt prefill 8");
        Tick alone = Tick.plan(Role.TARGET, List.of(prompt), 32, 32, Shares.OLDEST_FIRST, 4);
        assertThat(alone.rows()).hasSize(32);
        assertThat(alone.prefillRows()).isEqualTo(32);
    }

    @Test
    void aPromptIsReadThoughStreamsCouldFillEveryPass() {
        Rendezvous rendezvous = new Rendezvous(() -> 0L, CAPS, Costs.flat(), Room.UNLIMITED);
        Seat prompt = rendezvous.join("prompt", 0);
        prompt.ask = ask(Role.TARGET, 100, 1);
        List<Seat> waiting = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Seat stream = rendezvous.join("stream" + i, 0);
            stream.ask = ask(Role.TARGET, 0, 10);
            waiting.add(stream);
        }
        waiting.add(prompt);
        Tick full = Tick.plan(Role.TARGET, waiting, 32, 8, Shares.OLDEST_FIRST, 4);
        assertThat(full.toString()).contains("stream0 rows 10", "stream1 rows 10", "prompt");
        assertThat(full.prefillRows()).isBetween(4, 8);
    }

    @Test
    void aModelThatMissedATokenReadsItWithTheRowsThatAreWanted() {
        Rendezvous rendezvous = new Rendezvous(() -> 0L, CAPS, Costs.flat(), Room.UNLIMITED);
        Seat one = rendezvous.join("one", 0);
        Seat other = rendezvous.join("other", 0);
        one.ask = ask(Role.DRAFT, 1, 1);
        other.ask = ask(Role.DRAFT, 0, 1);
        Tick tick = Tick.plan(Role.DRAFT, List.of(one, other), 32, 1, Shares.OLDEST_FIRST, 1);
        assertThat(tick.toString()).contains("one rows 2", "other rows 1");
        assertThat(tick.prefillRows()).isZero();
    }

    @Test
    void aPromptThatReadsAloneWhileOthersDraftDoesNotStallThemEither() throws Exception {
        Rendezvous rendezvous = new Rendezvous(() -> 0L, CAPS, Costs.flat(), Room.UNLIMITED);
        Seat prompt = rendezvous.join("prompt", 0);
        Seat drafter = rendezvous.join("drafter", 0);
        drafter.rounds = 100;
        for (Map.Entry<Seat, Ask> each :
                Map.of(prompt, ask(Role.TARGET, 100, 1), drafter, ask(Role.DRAFT, 0, 1))
                        .entrySet()) {
            Thread.ofVirtual().start(() -> rendezvous.rows(each.getKey(), each.getValue()));
        }
        Work work = rendezvous.await(Long.MAX_VALUE);
        Tick tick = ((Work.Pass) work).tick();
        assertThat(tick.role()).as("nothing was granted to the drafter").isEqualTo(Role.TARGET);
        assertThat(tick.rows()).hasSize(8);
        rendezvous.fail("over", "the test is over");
    }

    /** Several tries, for on a busy machine the second one may be late for once. */
    @Test
    void theFirstPassWaitsAMomentForWhoComesTogetherWithTheFirst() throws Exception {
        List<Integer> passengers = new ArrayList<>();
        while (passengers.size() < 3 && !passengers.contains(2)) {
            MeasuredCosts slow = new MeasuredCosts(Costs.curve(1, 1), Costs.curve(1, 1), 0.001, 0);
            Rendezvous rendezvous = new Rendezvous(() -> 0L, CAPS, slow, Room.UNLIMITED);
            Seat first = rendezvous.join("first", 0);
            Thread.ofVirtual().start(() -> rendezvous.rows(first, ask(Role.TARGET, 20, 1)));
            Thread.ofVirtual()
                    .start(
                            () -> {
                                while (rendezvous.between() != null
                                        && first.state != Seat.State.AT_TARGET) {
                                    Thread.onSpinWait();
                                }
                                LockSupport.parkNanos(5_000_000);
                                Seat second = rendezvous.join("second", 10);
                                rendezvous.rows(second, ask(Role.TARGET, 30, 1));
                            });
            Work work = rendezvous.await(Long.MAX_VALUE);
            passengers.add(((Work.Pass) work).tick().slices().size());
            rendezvous.fail("over", "the test is over");
        }
        assertThat(passengers).contains(2);
    }

    @Test
    void whoseCompanyDoesNotComeGoesAlone() throws Exception {
        Rendezvous rendezvous = new Rendezvous(() -> 0L, CAPS, Costs.flat(), Room.UNLIMITED);
        Seat alone = rendezvous.join("alone", 0);
        Thread.ofVirtual().start(() -> rendezvous.rows(alone, ask(Role.TARGET, 20, 1)));
        Work work = rendezvous.await(Long.MAX_VALUE);
        assertThat(((Work.Pass) work).tick().rows()).hasSize(21);
        rendezvous.fail("over", "the test is over");
    }

    private static void serveAll(Rendezvous rendezvous, List<Tick> ticks)
            throws InterruptedException {
        while (true) {
            switch (rendezvous.await(Long.MAX_VALUE)) {
                case Work.Closed closed -> {
                    return;
                }
                case Work.Chores(var chores) -> chores.forEach(Runnable::run);
                case Work.Pass(Tick tick) -> {
                    ticks.add(tick);
                    rendezvous.served(tick, 1_000_000, 0);
                }
            }
        }
    }
}
