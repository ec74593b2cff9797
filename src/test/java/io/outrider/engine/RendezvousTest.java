package io.outrider.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.engine.Rendezvous.Work;
import io.outrider.model.ForwardPass.Row;
import io.outrider.model.Proposal;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class RendezvousTest {
    private static final Rendezvous.Caps CAPS = new Rendezvous.Caps(32, 32, 8);

    private static Ask ask(Role role, int catchUp, int wanted) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < catchUp + wanted; i++) {
            rows.add(new Row(0, i, 0, MemorySegment.NULL));
        }
        return new Ask(role, rows, catchUp);
    }

    @Test
    void budgetsAreAnsweredTogether() throws Exception {
        Rendezvous rendezvous = new Rendezvous(() -> 0L, CAPS);
        Seat first = rendezvous.join("first");
        Seat second = rendezvous.join("second");
        CountDownLatch answered = new CountDownLatch(1);
        Thread one =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    rendezvous.budget(first, Proposal.plain());
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
        rendezvous.budget(second, Proposal.plain());
        assertThat(answered.await(10, TimeUnit.SECONDS)).isTrue();
        rendezvous.leave(second, () -> {});
        rendezvous.close();
        one.join();
        engine.join();
    }

    @Test
    void aSessionAtTheTargetWaitsForTheDraftLevelsOfOthersAndNotLonger() throws Exception {
        Rendezvous rendezvous = new Rendezvous(() -> 0L, CAPS);
        Seat drafter = rendezvous.join("drafter");
        Seat plain = rendezvous.join("plain");
        List<Tick> ticks = Collections.synchronizedList(new ArrayList<>());
        Thread one =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    rendezvous.budget(drafter, Proposal.chain(3));
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
                                    rendezvous.budget(plain, Proposal.plain());
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
        Rendezvous rendezvous = new Rendezvous(now::get, CAPS);
        Seat slow = rendezvous.join("slow");
        Seat quick = rendezvous.join("quick");
        Thread waiting =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    rendezvous.rows(quick, ask(Role.TARGET, 0, 1));
                                    rendezvous.leave(quick, () -> {});
                                });
        now.set(TimeUnit.SECONDS.toNanos(1));
        Work work = rendezvous.await();
        while (!(work instanceof Work.Pass)) {
            work = rendezvous.await();
        }
        assertThat(((Work.Pass) work).tick().slices())
                .singleElement()
                .satisfies(slice -> assertThat(slice.seat()).isSameAs(quick));
        assertThat(rendezvous.between().lateSessions()).isEqualTo(1);
        rendezvous.served(((Work.Pass) work).tick(), 1);
        waiting.join();
        rendezvous.leave(slow, () -> {});
    }

    @Test
    void aFailureEndsEverySessionThatWaitsOrComesToWait() throws Exception {
        Rendezvous rendezvous = new Rendezvous(() -> 0L, CAPS);
        Seat early = rendezvous.join("early");
        Seat late = rendezvous.join("late");
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
            rendezvous.budget(late, Proposal.plain());
        } catch (Rendezvous.Broken broken) {
            ends.add("late " + broken.getMessage());
        }
        assertThat(ends).containsExactly("early out of memory", "late out of memory");
    }

    @Test
    void aLongPromptIsServedInChunksBesideARunningStream() {
        Rendezvous rendezvous = new Rendezvous(() -> 0L, CAPS);
        Seat prompt = rendezvous.join("prompt");
        Seat stream = rendezvous.join("stream");
        prompt.ask = ask(Role.TARGET, 100, 1);
        stream.ask = ask(Role.TARGET, 0, 4);
        Tick beside = Tick.plan(Role.TARGET, List.of(prompt, stream), 32, 8);
        assertThat(beside.toString()).contains("stream rows 4", "prompt prefill 8");
        Tick alone = Tick.plan(Role.TARGET, List.of(prompt), 32, 8);
        assertThat(alone.rows()).hasSize(32);
        assertThat(alone.prefillRows()).isEqualTo(32);
    }

    private static void serveAll(Rendezvous rendezvous, List<Tick> ticks)
            throws InterruptedException {
        while (true) {
            switch (rendezvous.await()) {
                case Work.Closed closed -> {
                    return;
                }
                case Work.Chores(var chores) -> chores.forEach(Runnable::run);
                case Work.Pass(Tick tick) -> {
                    ticks.add(tick);
                    rendezvous.served(tick, 1_000_000);
                }
            }
        }
    }
}
