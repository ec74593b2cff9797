package io.outrider.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives running sessions the cells that their promise turned out to lack, at their budget and
 * nowhere else, and preempts for it. It guarantees:
 *
 * <ul>
 *   <li>A session begins a round only when every cell that the round may use has been promised to
 *       it, so that all sessions together never use more cells than there are.
 *   <li>Where cells lack, the youngest session that stands at the budget gives up all of its own to
 *       an older one. Age is the order of first starts, which preemption does not change. A session
 *       that finds nobody younger there waits at the budget and keeps what it holds.
 *   <li>Nobody waits for ever: the oldest session that holds cells gets all it asks for, at once or
 *       when the younger ones have come to their budget, which their rounds do by themselves. So it
 *       ends; the next one is then the oldest, and once all have ended, whoever was preempted is
 *       alone. One session alone always fits, since no limit is above the number of cells.
 *   <li>While somebody is preempted, nobody new starts ({@link AdmissionQueue}).
 *   <li>What was preempted writes the same tokens as if it had not been: its context, its chance
 *       and its method's state stay with its parked thread, and both models evaluate the context
 *       again.
 * </ul>
 *
 * The engine thread's.
 */
final class Growth implements Room {
    /** Cells asked for at a time, so that a session past its promise does not ask every round. */
    private static final int STEP = 32;

    private final AdmissionQueue admissions;
    private final PrefixCache prefixes;
    private final EngineObserver observer;
    private final Map<Seat, Lease> leases = new HashMap<>();

    /**
     * @param prefixes to which a session's cells go when it ends or is preempted
     */
    Growth(AdmissionQueue admissions, PrefixCache prefixes, EngineObserver observer) {
        this.admissions = admissions;
        this.prefixes = prefixes;
        this.observer = observer;
    }

    void started(Lease lease) {
        leases.put(lease.seat(), lease);
    }

    /** Frees what a session held that has ended. */
    void ended(Lease lease) {
        leases.remove(lease.seat());
        if (lease.holds()) {
            vacate(lease);
            admissions.release(lease);
        } else {
            admissions.forget(lease);
        }
    }

    /** Everybody that has started and not ended. */
    List<Lease> all() {
        return List.copyOf(leases.values());
    }

    @Override
    public Answer answer(List<Seat> asking) {
        List<Lease> byAge = new ArrayList<>();
        asking.forEach(seat -> byAge.add(of(seat)));
        byAge.sort(Comparator.comparingLong(Lease::age));
        List<Seat> granted = new ArrayList<>();
        List<Seat> preempted = new ArrayList<>();
        while (!byAge.isEmpty()) {
            Lease oldest = byAge.removeFirst();
            boolean fits = grow(oldest);
            while (!fits && !byAge.isEmpty()) {
                Lease youngest = byAge.removeLast();
                preempt(youngest);
                preempted.add(youngest.seat());
                fits = grow(oldest);
            }
            if (fits) {
                granted.add(oldest.seat());
            }
        }
        return new Answer(granted, preempted);
    }

    private Lease of(Seat seat) {
        Lease lease = leases.get(seat);
        if (lease == null) {
            throw new IllegalStateException(seat + " never started");
        }
        return lease;
    }

    /** Whether the session has the cells of its next round, if need be new ones. */
    private boolean grow(Lease lease) {
        int limit = lease.session().plan().limit();
        int needed = Math.min(limit, lease.seat().wanted);
        int held = lease.grant().cells();
        boolean fits =
                needed <= held
                        || admissions.grow(lease, Math.min(limit, needed + STEP) - held)
                        || admissions.grow(lease, needed - held);
        if (fits) {
            lease.seat().promised = lease.grant().cells();
            prefixes.makeRoom();
        }
        return fits;
    }

    private void preempt(Lease lease) {
        vacate(lease);
        lease.seat().promised = 0;
        admissions.preempt(lease);
        observer.preempted();
    }

    private void vacate(Lease lease) {
        prefixes.leave(lease.grant().sequence(), lease.models().context());
    }
}
