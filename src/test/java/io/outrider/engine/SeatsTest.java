package io.outrider.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.model.ForwardPass.Row;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SeatsTest {
    private final Seats seats = new Seats();
    private final Seat first = seat("first", 100);
    private final Seat second = seat("second", 101);
    private final Seat later = seat("later", 500);

    private static Seat seat(String name, long came) {
        return new Seat(name, came, new ReentrantLock().newCondition());
    }

    private static Ask ask(int context) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i <= context; i++) {
            rows.add(new Row(0, i, 0, MemorySegment.NULL));
        }
        return new Ask(Role.TARGET, rows, context);
    }

    @BeforeEach
    void theFirstIsHere() {
        seats.add(first);
    }

    @Test
    void promptsOfThoseWhoCameTogetherAreReadTogether() {
        seats.add(second);
        first.ask = ask(100);
        second.ask = ask(100);
        assertThat(seats.cameTogether(512)).isTrue();
        seats.hasWritten(first, 400);
        first.ask = ask(0);
        assertThat(seats.cameTogether(512)).as("the first has begun to write").isTrue();
    }

    @Test
    void whoHasBegunWaitsForOnePassOfTheOthersAtMost() {
        seats.add(second);
        first.ask = ask(100);
        second.ask = ask(1000);
        assertThat(seats.cameTogether(512)).as("nobody has begun").isTrue();
        seats.hasWritten(first, 400);
        first.ask = ask(0);
        assertThat(seats.cameTogether(512)).isFalse();
        boolean unused = second.ask.advance(489);
        assertThat(seats.cameTogether(512)).as("the last pass of its prompt").isTrue();
    }

    @Test
    void whoReadsTheSameIsToldFromWhoReadsAlone() {
        seats.add(second);
        first.ask = ask(100);
        second.ask = ask(100);
        assertThat(seats.readTheSame()).isTrue();
        boolean unused = second.ask.advance(40);
        assertThat(seats.readTheSame()).as("one is ahead").isFalse();
        first.ask = ask(3);
        second.ask = ask(3);
        assertThat(seats.readTheSame()).as("too little to share").isFalse();
    }

    @Test
    void nobodyHasBegunUntilSomebodyWrites() {
        assertThat(seats.nobodyHasBegun()).as("it computes").isFalse();
        first.state = Seat.State.AT_TARGET;
        assertThat(seats.nobodyHasBegun()).isTrue();
        seats.add(later);
        assertThat(seats.nobodyHasBegun()).as("another one computes").isFalse();
        later.state = Seat.State.AT_TARGET;
        assertThat(seats.nobodyHasBegun()).isTrue();
        assertThat(seats.firstCame()).isEqualTo(100);
        assertThat(seats.lastCame()).isEqualTo(500);
        seats.hasWritten(first, 600);
        assertThat(seats.nobodyHasBegun()).isFalse();
    }

    @Test
    void aStreamThatHasBegunIsSparedTheNextPrompt() {
        seats.hasWritten(first, 400);
        seats.add(later);
        first.ask = ask(0);
        later.ask = ask(100);
        assertThat(seats.cameTogether(512)).isFalse();
    }

    @Test
    void noPromptStallsAStreamThatSomebodyWatches() {
        seats.add(second);
        second.ask = ask(100);
        first.ask = ask(0);
        for (int round = 0; round < 16; round++) {
            seats.hasWritten(first, 400 + round);
        }
        assertThat(seats.cameTogether(512)).isTrue();
        seats.hasWritten(first, 500);
        assertThat(seats.cameTogether(512)).isFalse();
    }
}
