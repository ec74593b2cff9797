package io.outrider.pace;

/** What passes are expected to take, in seconds. */
public interface PassCosts {

    /**
     * A pass of the target.
     *
     * @param rows in it; 0 costs nothing
     * @param cells of the cache in use
     */
    double target(int rows, int cells);

    /** A pass of the draft model; likewise. */
    double draft(int rows, int cells);

    /** A pass in which the draft model only reads; likewise. */
    default double reading(int rows, int cells) {
        return draft(rows, cells);
    }

    /** What the host does between two target passes of so many sessions. */
    double host(int sessions);
}
