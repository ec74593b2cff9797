package io.outrider.cli.bench;

import java.util.List;
import java.util.Locale;

/** How far a run is, and how long it may still take. */
final class Progress {
    private final int all;
    private final double expectedAll;
    private final int repetitions;
    private int finished;
    private double expectedFinished;
    private double spent;

    /**
     * @param left cells still to be measured
     * @param before cells that an earlier run measured
     */
    Progress(List<Cell> left, int before, int repetitions) {
        this.all = left.size() + before;
        this.finished = before;
        this.repetitions = repetitions;
        this.expectedAll = left.stream().mapToDouble(this::expected).sum();
    }

    private double expected(Cell cell) {
        return cell.expectedSeconds() * repetitions * Contestant.values().length;
    }

    /**
     * Notes a cell.
     *
     * @param seconds since this run began
     */
    void finished(Cell cell, double seconds) {
        finished++;
        expectedFinished += expected(cell);
        spent = seconds;
    }

    /** Seconds left, by what the finished cells took against what was expected of them. */
    double left() {
        double pace = expectedFinished == 0 ? 1 : spent / expectedFinished;
        return (expectedAll - expectedFinished) * pace;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d of %d cells, about %d min left",
                finished,
                all,
                Math.round(left() / 60));
    }
}
