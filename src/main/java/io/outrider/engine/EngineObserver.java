package io.outrider.engine;

import io.outrider.generation.FinishReason;
import io.outrider.generation.SpeculationReport;
import io.outrider.generation.Usage;

/** Hears what the engine does, for metrics; must be quick and never throw. */
public interface EngineObserver {

    /**
     * A pass was made.
     *
     * @param rows in it, context that was caught up included
     * @param prefillRows of them, context that was caught up
     */
    void pass(Role role, int rows, int prefillRows, long nanos);

    /** A round was committed: how many tokens it drafted, and accepted. */
    void round(String method, int drafted, int accepted);

    /** A session left the queue. */
    void started(long queuedNanos);

    /** A running session gave its cells up to an older one and will be evaluated again. */
    void preempted();

    /**
     * Context was not evaluated, because a prefix held it already.
     *
     * @param role of the model that was spared the rows
     */
    void spared(Role role, int tokens);

    /**
     * A session's prompt was read.
     *
     * @param cachedTokens of them, those that the target was spared
     */
    void prefilled(int promptTokens, int cachedTokens);

    /** A session's first tokens, timed from its admission and from its leaving the queue. */
    void firstTokens(int count, long sinceAdmissionNanos, long prefillNanos);

    /** Tokens that came together, some time after the ones before. */
    void tokens(int count, long sinceLastNanos);

    /** A session ended well. */
    void finished(FinishReason reason, Usage usage, SpeculationReport report, Durations durations);

    /**
     * A session ended otherwise.
     *
     * @param code {@code cancelled} or the code of its failure
     */
    void ended(String code);

    /** A request was refused at the door. */
    void refused(String code);

    /** Time from admission to the end, and from the first token to the end. */
    record Durations(long totalNanos, long decodeNanos) {}

    /**
     * What the engine holds now.
     *
     * @param running sessions
     * @param waiting requests
     * @param usedCells cells that sessions hold, in the fullest model; shared ones count once
     * @param keptCells cells that only kept prefixes hold, in the fullest model; given up when
     *     somebody needs them
     * @param reservedCells cells promised to sessions
     * @param cells there are
     * @param sequences ids in use
     * @param hostNanos sessions spent from being woken to waiting again, since the start
     * @param lateSessions were left out of a pass because they computed too long, since the start
     */
    record Holdings(
            int running,
            int waiting,
            int usedCells,
            int keptCells,
            int reservedCells,
            int cells,
            int sequences,
            long hostNanos,
            long lateSessions) {
        public static final Holdings NONE = new Holdings(0, 0, 0, 0, 0, 0, 0, 0, 0);
    }
}
