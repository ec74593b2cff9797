package io.outrider.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.engine.RendezvousCrowd.End;
import io.outrider.engine.RendezvousCrowd.Trouble;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the rendezvous guarantees, under random joins, cancels, slow sessions and failures. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class RendezvousCrowdTest {

    /** What many crowds came to, so that a test can demand that it saw what it is about. */
    private static final class Seen {
        final List<End> ends = new ArrayList<>();
        final Set<Seat.State> cancelledAt = EnumSet.noneOf(Seat.State.class);
        long lateSessions;
        int droppedInPass;
    }

    private static Seen crowds(Trouble trouble, int count) throws InterruptedException {
        Seen seen = new Seen();
        for (int seed = 0; seed < count; seed++) {
            RendezvousCrowd crowd = new RendezvousCrowd(seed, trouble);
            assertThat(crowd.run()).as("%s, seed %d", trouble, seed).isEmpty();
            seen.ends.addAll(crowd.ends());
            seen.cancelledAt.addAll(crowd.cancelledAt());
            seen.lateSessions += crowd.lateSessions();
            seen.droppedInPass += crowd.droppedInPass();
        }
        return seen;
    }

    @Test
    void everySessionEndsWhereverItIsCancelled() throws InterruptedException {
        Seen seen = crowds(Trouble.NONE, 60);
        assertThat(seen.ends).contains(End.FINISHED, End.CANCELLED).doesNotContain(End.BROKEN);
        assertThat(seen.cancelledAt)
                .contains(Seat.State.AT_BUDGET, Seat.State.AT_DRAFT, Seat.State.AT_TARGET);
        assertThat(seen.droppedInPass).as("went while rows were computed for them").isPositive();
        assertThat(seen.lateSessions).isZero();
    }

    @Test
    void slowSessionsAreLeftOutNoSoonerThanTheirGraceEnds() throws InterruptedException {
        Seen seen = crowds(Trouble.SLOW_SESSIONS, 20);
        assertThat(seen.lateSessions).isPositive();
        assertThat(seen.ends).contains(End.FINISHED, End.CANCELLED).doesNotContain(End.BROKEN);
    }

    @Test
    void aFailedPassEndsEverySessionAndNoPassFollows() throws InterruptedException {
        Seen seen = crowds(Trouble.FAILING_PASS, 40);
        assertThat(seen.ends).contains(End.BROKEN, End.CANCELLED);
        assertThat(seen.lateSessions).as("some came to wait only after it").isPositive();
    }

    @Test
    void shutdownEndsEverySessionWheneverItComes() throws InterruptedException {
        Seen seen = crowds(Trouble.SHUTDOWN, 60);
        assertThat(seen.ends).contains(End.BROKEN);
    }
}
