package io.outrider.engine;

import io.outrider.model.ForwardPass.Row;
import java.util.ArrayList;
import java.util.List;

/**
 * One pass to be made: a plain, printable value.
 *
 * @param role whose pass
 * @param slices what each session gets of it, what must come whole before chunks of context
 */
record Tick(Role role, List<Slice> slices) {

    Tick {
        slices = List.copyOf(slices);
    }

    /** A session's share of a pass. */
    record Slice(Seat seat, List<Row> rows, boolean prefill) {
        @Override
        public String toString() {
            return seat.name + (prefill ? " prefill " : " rows ") + rows.size();
        }
    }

    /** All rows in batch order. */
    List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (Slice slice : slices) {
            rows.addAll(slice.rows());
        }
        return rows;
    }

    int prefillRows() {
        return slices.stream().filter(Slice::prefill).mapToInt(each -> each.rows().size()).sum();
    }

    /**
     * Deals the rows of a pass: complete asks first, the oldest first, then chunks of context.
     *
     * @param waiting sessions that wait for this role, oldest first, at least one
     * @param cap most rows in the pass
     * @param chunk most context rows, so that a long prompt does not stall running streams
     * @param shares how they are dealt
     * @param kept rows kept free for context where somebody waits for it, so that many streams with
     *     many rows do not keep a prompt from being read
     */
    static Tick plan(Role role, List<Seat> waiting, int cap, int chunk, Shares shares, int kept) {
        List<Slice> slices = new ArrayList<>();
        boolean somebodyReads = waiting.stream().anyMatch(seat -> !ask(seat).isNearlyComplete());
        int spare = somebodyReads ? Math.min(kept, cap - 1) : 0;
        int room = cap;
        List<Seat> others = new ArrayList<>();
        for (Seat seat : waiting) {
            Ask ask = ask(seat);
            boolean fits = ask.pending() <= (slices.isEmpty() ? room : room - spare);
            if (ask.isNearlyComplete() && fits) {
                slices.add(new Slice(seat, ask.next(room), ask.isReading()));
                room -= ask.pending();
            } else if (!ask.isNearlyComplete() || ask.isReading()) {
                others.add(seat);
            }
        }
        int[] pending = others.stream().mapToInt(seat -> ask(seat).pending()).toArray();
        int[] dealt = shares.of(pending, Math.min(room, chunk));
        for (int i = 0; i < dealt.length; i++) {
            List<Row> rows = ask(others.get(i)).next(dealt[i]);
            if (!rows.isEmpty()) {
                slices.add(new Slice(others.get(i), rows, true));
            }
        }
        return new Tick(role, slices);
    }

    private static Ask ask(Seat seat) {
        Ask ask = seat.ask;
        if (ask == null) {
            throw new IllegalStateException(seat + " waits for nothing");
        }
        return ask;
    }
}
