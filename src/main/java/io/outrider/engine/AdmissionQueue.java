package io.outrider.engine;

import io.outrider.engine.Lease.Grant;
import io.outrider.generation.Owner;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Who waits for a sequence id and for cells. Preempted sessions go first, the oldest of them before
 * the others, and while one waits nobody new starts; then requests, in the order of a {@link
 * FairQueue}. The engine thread's.
 */
final class AdmissionQueue {
    private final FairQueue<Session> waiting = new FairQueue<>(AdmissionQueue::client);
    private final TreeSet<Lease> preempted = new TreeSet<>(Comparator.comparingLong(Lease::age));
    private final BitSet sequences = new BitSet();
    private final int maxSessions;
    private final KvBudget budget;
    private final AnswerLengths answers;

    AdmissionQueue(int maxSessions, KvBudget budget, AnswerLengths answers) {
        this.maxSessions = maxSessions;
        this.budget = budget;
        this.answers = answers;
    }

    /** A session that may run, with what it holds until {@link #release} or {@link #preempt}. */
    sealed interface Start {
        record First(Session session, Grant grant) implements Start {}

        record Again(Lease lease) implements Start {}
    }

    void offer(Session session) {
        waiting.add(session);
    }

    /** Drops a session that was cancelled while it waited; false when it does not wait. */
    boolean drop(Session session) {
        return waiting.remove(session);
    }

    /** The next session, if there is room for it. */
    Optional<Start> next() {
        if (sequences.cardinality() == maxSessions) {
            return Optional.empty();
        }
        if (!preempted.isEmpty()) {
            return again(preempted.first());
        }
        return waiting.take(session -> budget.fits(cells(session)))
                .map(session -> new Start.First(session, grant(cells(session))));
    }

    private int cells(Session session) {
        return answers.cells(session.plan().prompt().length, session.plan().limit());
    }

    private Optional<Start> again(Lease lease) {
        int length = lease.models().context().length();
        int cells = answers.cells(length, lease.session().plan().limit());
        if (!budget.fits(cells)) {
            return Optional.empty();
        }
        preempted.remove(lease);
        lease.become(grant(cells));
        return Optional.of(new Start.Again(lease));
    }

    private Grant grant(int cells) {
        if (!budget.reserve(cells)) {
            throw new IllegalStateException("there is no room for " + cells + " cells");
        }
        int sequence = sequences.nextClearBit(0);
        sequences.set(sequence);
        return new Grant(sequence, cells);
    }

    /** Promises a session more cells, or none. */
    boolean grow(Lease lease, int more) {
        if (!budget.reserve(more)) {
            return false;
        }
        Grant held = lease.grant();
        lease.become(new Grant(held.sequence(), held.cells() + more));
        return true;
    }

    /** Takes back all that a session holds and lets it wait, before everybody younger. */
    void preempt(Lease lease) {
        release(lease);
        preempted.add(lease);
    }

    void release(Lease lease) {
        Grant held = lease.surrender();
        sequences.clear(held.sequence());
        budget.release(held.cells());
    }

    /** A preempted session has ended. */
    void forget(Lease lease) {
        preempted.remove(lease);
    }

    /** Those that never started, and those that were preempted. */
    int waiting() {
        return waiting.size() + preempted.size();
    }

    int preempted() {
        return preempted.size();
    }

    int running() {
        return sequences.cardinality();
    }

    /** Takes everything that waits and never started. */
    List<Session> drain() {
        return waiting.drain();
    }

    /** The API key that sent a request; while there are no keys, all come from one client. */
    private static String client(Session session) {
        return session.plan().request().owner().map(Owner::key).orElse("");
    }
}
