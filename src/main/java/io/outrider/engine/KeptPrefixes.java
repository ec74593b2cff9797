package io.outrider.engine;

import io.outrider.model.CellSharing;
import io.outrider.model.ForwardPass;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What ended sessions left behind, each under a sequence id of its own, least recently used first.
 * Belongs to the engine thread.
 */
final class KeptPrefixes {
    private final Map<Role, ForwardPass> passes;
    private final Map<Role, CellSharing> sharing;
    private final ArrayDeque<Integer> ids = new ArrayDeque<>();

    /** With the count of rows when each was last used. */
    private final LinkedHashMap<Held, Long> kept = new LinkedHashMap<>();

    private final Map<Role, Integer> cells = new EnumMap<>(Role.class);

    /**
     * @param sharing of those passes whose sequences can share cells
     * @param firstId sequence ids from here on belong to no session
     */
    KeptPrefixes(Map<Role, ForwardPass> passes, Map<Role, CellSharing> sharing, int firstId) {
        this.passes = passes;
        this.sharing = sharing;
        int end =
                sharing.keySet().stream()
                        .mapToInt(role -> pass(role).shape().sequences())
                        .min()
                        .orElse(0);
        for (int id = firstId; id < end; id++) {
            ids.add(id);
        }
    }

    private ForwardPass pass(Role role) {
        ForwardPass pass = passes.get(role);
        if (pass == null) {
            throw new IllegalArgumentException("there is no " + role);
        }
        return pass;
    }

    boolean isEmpty() {
        return kept.isEmpty();
    }

    Set<Held> all() {
        return kept.keySet();
    }

    /**
     * Keeps what a sequence holds, unless somebody holds all of it already; what it makes
     * superfluous goes, and the eldest where there is no id left.
     */
    void keep(Held ending, long now) {
        if (ids.isEmpty() && kept.isEmpty()) {
            return;
        }
        for (Held held : kept.keySet()) {
            if (covers(held, ending)) {
                use(held, now);
                return;
            }
        }
        List<Held> covered = kept.keySet().stream().filter(held -> covers(ending, held)).toList();
        covered.forEach(this::drop);
        if (ids.isEmpty()) {
            dropEldest();
        }
        Held keeping = new Held(ids.remove(), ending.owner(), ending.tokens());
        for (CellSharing each : sharing.values()) {
            each.share(ending.sequence(), keeping.sequence(), ending.reach(each));
        }
        kept.put(keeping, now);
    }

    /** Whether one holds all that another one holds, in every model. */
    private boolean covers(Held one, Held other) {
        return one.common(other) == other.tokens().length
                && sharing.values().stream().allMatch(each -> one.reach(each) >= other.reach(each));
    }

    /** Makes it the youngest, if it is one of these. */
    void use(Held held, long now) {
        if (kept.remove(held) != null) {
            kept.put(held, now);
        }
    }

    /** When the eldest was last used. */
    long eldestUse() {
        return kept.firstEntry().getValue();
    }

    void dropEldest() {
        drop(kept.firstEntry().getKey());
    }

    private void drop(Held held) {
        kept.remove(held);
        sharing.keySet().forEach(role -> pass(role).truncate(held.sequence(), 0));
        ids.add(held.sequence());
        count();
    }

    /** Looks again which cells no session holds; due whenever a sequence got or lost cells. */
    void count() {
        List<Integer> sequences = kept.keySet().stream().map(Held::sequence).toList();
        sharing.forEach((role, each) -> cells.put(role, each.cellsOnlyIn(sequences)));
    }

    /** Cells that no session holds, in the model with most of them. */
    int cells() {
        return cells.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    int cells(Role role) {
        return cells.getOrDefault(role, 0);
    }
}
