package io.outrider.engine;

/** Cells promised to sessions, counted once for both models; belongs to the engine thread. */
final class KvBudget {
    private final int cells;
    private int reserved;

    /**
     * @param cells positions that every model's cache can hold
     */
    KvBudget(int cells) {
        this.cells = cells;
    }

    boolean fits(int wanted) {
        return wanted <= cells - reserved;
    }

    /** Promises cells, or promises nothing. */
    boolean reserve(int wanted) {
        if (!fits(wanted)) {
            return false;
        }
        reserved += wanted;
        return true;
    }

    void release(int promised) {
        if (promised > reserved) {
            throw new IllegalStateException("released " + promised + " of " + reserved + " cells");
        }
        reserved -= promised;
    }

    int reserved() {
        return reserved;
    }

    int cells() {
        return cells;
    }
}
