package io.outrider.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Everybody at the rendezvous, and who stands where. Guarded by the rendezvous' lock. */
final class Seats implements Iterable<Seat> {
    /** Rounds after which people watch a stream. */
    private static final int FEW_ROUNDS = 16;

    private final Set<Seat> all = new LinkedHashSet<>();
    private long arrivals;

    void add(Seat seat) {
        all.add(seat);
    }

    /** Counts a round of a seat that was evaluated by now. */
    void hasWritten(Seat seat, long now) {
        seat.began = seat.rounds == 0 ? now : seat.began;
        seat.rounds++;
    }

    /**
     * Whether all who write have only just begun to, after the requests of all who still read their
     * prompts had come: they came together, so nobody has a stream yet that others could stall. But
     * who has begun waits for one pass of them at most, however early the longest prompt came.
     *
     * @param most rows of a pass
     */
    boolean cameTogether(int most) {
        long latest = Long.MIN_VALUE;
        int pending = 0;
        for (Seat seat : all) {
            Ask ask = seat.ask;
            if (ask != null && ask.role() == Role.TARGET && !ask.isNearlyComplete()) {
                latest = Math.max(latest, seat.came);
                pending += ask.pending();
            }
        }
        for (Seat seat : all) {
            boolean writes = seat.rounds > 0;
            if (writes && (seat.rounds > FEW_ROUNDS || seat.began < latest || pending > most)) {
                return false;
            }
        }
        return true;
    }

    /** Whether everybody waits for the first row of its own. */
    boolean nobodyHasBegun() {
        for (Seat seat : all) {
            if (seat.rounds > 0 || seat.state != Seat.State.AT_TARGET) {
                return false;
            }
        }
        return !all.isEmpty();
    }

    /** When the request of the first one came. */
    long firstCame() {
        return all.stream().mapToLong(seat -> seat.came).min().orElse(0);
    }

    /** When the request of the last one came. */
    long lastCame() {
        return all.stream().mapToLong(seat -> seat.came).max().orElse(0);
    }

    /**
     * Whether some of those who read the target's context are about to read the same tokens. Then
     * one should be ahead, for the others find in the cache what it has read.
     */
    boolean readTheSame() {
        Set<List<Integer>> seen = new HashSet<>();
        for (Ask ask : asks(Role.TARGET)) {
            if (!ask.isNearlyComplete() && !seen.add(ask.beginning(PrefixCache.SHORTEST))) {
                return true;
            }
        }
        return false;
    }

    void remove(Seat seat) {
        all.remove(seat);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    @Override
    public Iterator<Seat> iterator() {
        return all.iterator();
    }

    /** Puts a seat behind all others who wait. */
    void arrives(Seat seat) {
        seat.arrival = ++arrivals;
    }

    /** Seats in a state, in order of arrival. */
    List<Seat> at(Seat.State state) {
        List<Seat> found = new ArrayList<>();
        for (Seat seat : all) {
            if (seat.state == state) {
                found.add(seat);
            }
        }
        found.sort(Comparator.comparingLong(seat -> seat.arrival));
        return found;
    }

    /** Rows of a model that streams wait for and that must come in one pass; one where it reads. */
    int completeRows(Role role) {
        int rows = 0;
        for (Ask ask : asks(role)) {
            if (ask.isReading()) {
                rows++;
            } else if (ask.isNearlyComplete()) {
                rows += ask.pending();
            }
        }
        return rows;
    }

    /** What is asked of a model and not all there yet. */
    List<Ask> asks(Role role) {
        List<Ask> asks = new ArrayList<>();
        for (Seat seat : all) {
            Ask ask = seat.ask;
            if (ask != null && ask.role() == role) {
                asks.add(ask);
            }
        }
        return asks;
    }

    boolean any(Predicate<Seat> condition) {
        return all.stream().anyMatch(condition);
    }

    int deepestLevelsOfOthers(Seat self) {
        int deepest = 0;
        for (Seat seat : all) {
            if (seat != self && seat.state != Seat.State.GONE) {
                deepest = Math.max(deepest, seat.levels);
            }
        }
        return deepest;
    }
}
