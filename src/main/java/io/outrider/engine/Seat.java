package io.outrider.engine;

import io.outrider.model.Budget;
import io.outrider.pace.Demand;
import io.outrider.pace.Grant;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/** A session's place at the rendezvous; every field but the name is guarded by its lock. */
final class Seat {

    enum State {
        /** Computing on its own thread. */
        RUNNING,
        /** Waits for the budget of its next round. */
        AT_BUDGET,
        /** Stood at the budget and had to give its cells up. */
        PREEMPTED,
        /** Waits for rows of the draft model. */
        AT_DRAFT,
        /** Waits for rows of the target model. */
        AT_TARGET,
        /** Cancelled or finished; nothing is computed for it any more. */
        GONE
    }

    final String name;
    final Condition wake;

    State state = State.RUNNING;

    /** When it last began to run, by the engine's clock. */
    long runningSince;

    /** Counted late already in this stretch of running. */
    boolean late;

    /** Order of arrival among those who wait. */
    long arrival;

    /** When its request came, by the engine's clock. */
    final long came;

    /** When its first round was evaluated, by the engine's clock. */
    long began;

    /** Rounds of it that were evaluated. */
    int rounds;

    /** Draft passes it lets go first while it waits at the target. */
    int patience;

    /** Draft passes it was granted and has not used. */
    int levels;

    boolean served;
    @Nullable Demand demand;
    Grant grant = Grant.of(Budget.exact(0, 0));

    /** Ends it, at its next wait at the latest. */
    Rendezvous.@Nullable Broken failure;

    /** Cells it may hold after its next round, and cells that are promised to it. */
    int wanted;

    int promised;

    @Nullable Ask ask;

    Seat(String name, long came, Condition wake) {
        this.name = name;
        this.came = came;
        this.wake = wake;
    }

    /** Whether it waits for an answer that a tick may bring. */
    boolean waits() {
        return switch (state) {
            case AT_BUDGET, AT_DRAFT, AT_TARGET -> true;
            case RUNNING, PREEMPTED, GONE -> false;
        };
    }

    boolean waitsForRows() {
        return switch (state) {
            case AT_DRAFT, AT_TARGET -> true;
            case RUNNING, AT_BUDGET, PREEMPTED, GONE -> false;
        };
    }

    /** Whether its thread sleeps here. */
    boolean isParked() {
        return waits() || state == State.PREEMPTED;
    }

    @Override
    public String toString() {
        return name + ":" + state;
    }
}
