package io.outrider.engine;

import io.outrider.model.ForwardPass.Row;
import java.util.List;

/**
 * The rows one session needs of one model. The first {@code catchUp} rows are context that nobody
 * reads and may be served in chunks; the rest is served in one pass.
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
    private int done;
    private int spared;

    Ask(Role role, List<Row> rows, int catchUp) {
        if (catchUp >= rows.size()) {
            throw new IllegalArgumentException("an ask ends with a row that somebody wants");
        }
        this.role = role;
        this.rows = List.copyOf(rows);
        this.catchUp = catchUp;
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

    /** Whether so little context is missing that it goes along with the rows that are wanted. */
    boolean isNearlyComplete() {
        return catchUp - done <= LITTLE;
    }

    /** The next rows that fit into {@code room}; empty when nothing sensible does. */
    List<Row> next(int room) {
        if (pending() <= room) {
            return rows.subList(done, rows.size());
        }
        return rows.subList(done, done + Math.min(Math.max(room, 0), catchUp - done));
    }

    /** Counts rows as evaluated; true when the ask is complete. */
    boolean advance(int count) {
        done += count;
        return done == rows.size();
    }

    /** Takes off context that the cache turned out to hold. */
    void spare(int count) {
        if (count > catchUp - done) {
            throw new IllegalArgumentException(
                    count + " rows spared of " + (catchUp - done) + " that nobody wants");
        }
        done += count;
        spared += count;
    }

    /** Rows of context that needed no evaluation. */
    int spared() {
        return spared;
    }
}
