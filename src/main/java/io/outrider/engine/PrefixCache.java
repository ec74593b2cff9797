package io.outrider.engine;

import io.outrider.generation.Owner;
import io.outrider.model.CellSharing;
import io.outrider.model.ForwardPass;
import io.outrider.model.ForwardPass.Row;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who else holds the beginning of a prompt. A session gets the cells of the longest common prefix
 * that another session of its owner holds or has left behind, in both models; what it leaves behind
 * itself is kept. It guarantees:
 *
 * <ul>
 *   <li>A prefix passes between sessions of one owner only.
 *   <li>At least the last token of a prompt is evaluated, since somebody wants its row.
 *   <li>Of a living session only the prompt is shared: its answer may still be cut back.
 *   <li>Kept prefixes live in cells that nobody was promised. They go, the least recently used
 *       first, when sessions need the room, when they hold more than their share, or when they have
 *       cost others what they could save.
 * </ul>
 *
 * <p>Prompts that arrive together are not evaluated twice either: before each pass the sessions
 * that still catch up are compared again, so that they take turns at their common prefix.
 *
 * <p><b>What a session pays for others' cells.</b> In a unified cache every row walks all cells up
 * to the highest one in use, kept ones included. Evaluating a row takes about {@code 2 x
 * parameters} operations and walking a cell {@code 4 x width x layers}: 17,900 times less for a
 * model of 1.5 billion parameters, 11,600 times less for one of half a billion (measured with a
 * 4-bit target on two cores: 8 ms and half a microsecond). So a prefix that nobody used for 16,384
 * rows has cost about what finding it would have saved, however long it is, and goes. It may have
 * cost less: cells between those of sessions raise no highest cell, and a fused attention kernel
 * skips what the mask hides.
 *
 * <p>Belongs to the engine thread.
 */
final class PrefixCache {
    /** Shorter prefixes save too little to be worth other bits in the rows that follow. */
    static final int SHORTEST = 32;

    /** Rows of the target after which an unused prefix has cost what it could save. */
    static final int PATIENCE = 16_384;

    private final Map<Role, ForwardPass> passes;
    private final Map<Role, CellSharing> sharing = new EnumMap<>(Role.class);
    private final KvBudget budget;
    private final EngineObserver observer;
    private final int mostCells;
    private final Map<Integer, Held> sessions = new HashMap<>();
    private final KeptPrefixes kept;
    private long rows;
    private boolean closed;

    /**
     * @param passes of the models; those whose sequences cannot share cells are only cut
     * @param budget of the cells, for both models
     * @param firstId sequence ids from here on belong to no session; kept prefixes get them
     * @param mostCells that may be held by kept prefixes alone; 0 turns every reuse off
     */
    PrefixCache(
            Map<Role, ForwardPass> passes,
            KvBudget budget,
            EngineObserver observer,
            int firstId,
            int mostCells) {
        this.passes = passes;
        this.budget = budget;
        this.observer = observer;
        this.mostCells = mostCells;
        if (mostCells > 0) {
            passes.forEach(
                    (role, pass) -> pass.sharing().ifPresent(cells -> sharing.put(role, cells)));
        }
        this.kept = new KeptPrefixes(passes, sharing, firstId);
    }

    /**
     * Begins a session, whose cells are promised already, under an id that holds nothing.
     *
     * @param owner whose prefixes it may share; empty shares nothing
     */
    void join(int sequence, Optional<Owner> owner, int[] prompt) {
        if (owner.isPresent() && !closed) {
            Held session = new Held(sequence, owner.get(), prompt);
            sharing.values().forEach(cells -> reachFurther(session, cells));
            sessions.put(sequence, session);
        }
        makeRoom();
    }

    /** Tokens that a session's sequence holds in a model; 0 where nothing is shared. */
    int held(Role role, int sequence) {
        CellSharing cells = sharing.get(role);
        return cells == null || !sessions.containsKey(sequence) ? 0 : cells.length(sequence);
    }

    /**
     * Looks through a pass that is about to run. Context that cells hold already, or that another
     * session has evaluated meanwhile, is taken off what the sessions wait for.
     *
     * @return whether something was; the pass must then be planned anew
     */
    boolean spare(Tick tick, Rendezvous rendezvous) {
        CellSharing cells = sharing.get(tick.role());
        boolean spared = false;
        for (Tick.Slice slice : tick.slices()) {
            int found =
                    cells != null && slice.prefill() ? found(slice.rows().getFirst(), cells) : 0;
            if (found > 0) {
                rendezvous.spare(slice.seat(), found);
                observer.spared(tick.role(), found);
                spared = true;
            }
        }
        if (!spared && tick.role() == Role.TARGET) {
            rows += tick.rows().size();
            while (!kept.isEmpty() && rows - kept.eldestUse() > PATIENCE) {
                kept.dropEldest();
            }
        }
        return spared;
    }

    /** How many rows from the next one on its sequence holds, after it got all it can get. */
    private int found(Row next, CellSharing cells) {
        Held session = sessions.get(next.sequence());
        if (session == null) {
            return 0;
        }
        reachFurther(session, cells);
        return cells.length(next.sequence()) - next.position();
    }

    /** Gives a session the cells of whoever holds most of its prompt, if that is more than it. */
    private void reachFurther(Held session, CellSharing cells) {
        List<Held> others = new ArrayList<>(sessions.values());
        others.addAll(kept.all());
        Held best = null;
        int most = Math.max(cells.length(session.sequence()), SHORTEST - 1);
        for (Held other : others) {
            int reach = Math.min(other.reach(cells), session.tokens().length - 1);
            if (reach > most) {
                reach = Math.min(reach, session.common(other));
            }
            if (reach > most) {
                most = reach;
                best = other;
            }
        }
        if (best != null) {
            cells.share(best.sequence(), session.sequence(), most);
            kept.use(best, rows);
            kept.count();
        }
    }

    /**
     * Ends a session: keeps what others may use of it, and empties its sequence in every model.
     *
     * @param context as the session left it
     */
    void leave(int sequence, SessionContext context) {
        Held session = sessions.remove(sequence);
        if (session != null && !closed) {
            keep(session, context);
        }
        passes.values().forEach(pass -> pass.truncate(sequence, 0));
        kept.count();
        while (kept.cells() > mostCells) {
            kept.dropEldest();
        }
    }

    private void keep(Held session, SessionContext context) {
        int held = 0;
        for (CellSharing cells : sharing.values()) {
            held = Math.max(held, cells.length(session.sequence()));
        }
        // After the context's own cells may come those of a round that was never committed.
        int length = Math.min(Math.min(held, context.length()), mostCells);
        if (length >= SHORTEST) {
            kept.keep(new Held(session.sequence(), session.owner(), context.first(length)), rows);
        }
    }

    /** Drops kept prefixes until every cell that was promised can be had. */
    void makeRoom() {
        while (!kept.isEmpty() && budget.reserved() + kept.cells() > budget.cells()) {
            kept.dropEldest();
        }
    }

    /** Drops all that is kept; from now on nothing is shared or kept. */
    void close() {
        closed = true;
        sessions.clear();
        while (!kept.isEmpty()) {
            kept.dropEldest();
        }
    }

    /** Cells that kept prefixes hold and no session, in the model with most of them. */
    int keptCells() {
        return kept.cells();
    }

    /** Cells that sessions hold, in the fullest model. */
    int usedCells() {
        int most = 0;
        for (Map.Entry<Role, ForwardPass> each : passes.entrySet()) {
            most = Math.max(most, each.getValue().usedCells() - kept.cells(each.getKey()));
        }
        return most;
    }
}
