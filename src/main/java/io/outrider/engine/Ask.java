package io.outrider.engine;

import io.outrider.model.ForwardPass.Row;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows one session needs of one model. The first {@code catchUp} rows are context whose logits
 * nobody wants and may be served in chunks; the rest is served in one pass. An ask of context only
 * is one that a plan has sized, and is served in one pass where it fits.
 *
 * <p>Written by its session before it parks and by the engine thread while it is parked; the
 * rendezvous' lock hands it over.
 */
final class Ask {
    /** After any round a model may have missed a token or a few. */
    private static final int LITTLE = 8;

    private final Role role;
    private final List<Row> rows;
    private final int catchUp;

    /** Context that goes in one pass with the rows that are wanted. */
    private final int together;

    private int done;
    private int spared;

    Ask(Role role, List<Row> rows, int catchUp) {
        this(role, rows, catchUp, LITTLE);
        if (catchUp >= rows.size()) {
            throw new IllegalArgumentException("an ask ends with a row that somebody wants");
        }
    }

    private Ask(Role role, List<Row> rows, int catchUp, int together) {
        this.role = role;
        this.rows = List.copyOf(rows);
        this.catchUp = catchUp;
        this.together = together;
    }

    /**
     * Context only.
     *
     * @param planned how many of the rows were planned for one pass; others are found in the cache
     */
    static Ask reading(Role role, List<Row> rows, int planned) {
        return new Ask(role, rows, rows.size(), planned);
    }

    Role role() {
        return role;
    }

    int pending() {
        return rows.size() - done;
    }

    /** Whether context is missing, so that the ask may be served in chunks. */
    boolean prefills() {
        return done < catchUp;
    }

    /** Whether all that is missing goes into one pass. */
    boolean isNearlyComplete() {
        return catchUp - done <= together;
    }

    /** Whether nobody wants a row of it. */
    boolean isReading() {
        return catchUp == rows.size();
    }

    /** The next rows that fit into {@code room}; empty when nothing sensible does. */
    List<Row> next(int room) {
        if (pending() <= room) {
            return rows.subList(done, rows.size());
        }
        return rows.subList(done, done + Math.min(Math.max(room, 0), catchUp - done));
    }

    /** Position of the next row, then the tokens of so many rows from it on. */
    List<Integer> beginning(int count) {
        List<Integer> beginning = new ArrayList<>(count + 1);
        beginning.add(rows.get(done).position());
        for (Row row : rows.subList(done, Math.min(done + count, rows.size()))) {
            beginning.add(row.token());
        }
        return beginning;
    }

    /** Counts rows as evaluated; true when the ask is complete. */
    boolean advance(int count) {
        done += count;
        return done == rows.size();
    }

    /**
     * Takes off context that the cache turned out to hold; true when the ask is complete.
     *
     * @param count from the next row on; reaches beyond the ask only where nobody wants a row of it
     */
    boolean spare(int count) {
        if (count > catchUp - done && !isReading()) {
            throw new IllegalArgumentException(
                    count + " rows spared of " + (catchUp - done) + " that nobody wants");
        }
        done += count;
        spared += count;
        return done >= rows.size();
    }

    /** Tokens of context that the cache holds beyond this ask. */
    int beyond() {
        return Math.max(0, done - rows.size());
    }

    /** Rows of context that needed no evaluation. */
    int spared() {
        return spared;
    }
}
