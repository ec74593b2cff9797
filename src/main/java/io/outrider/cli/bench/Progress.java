package io.outrider.cli.bench;

import java.util.List;
import java.util.Locale;

/** How far a run is, and how long it may still take. */
final class Progress {
    private final int all;
    private final double expectedAll;
    private int finished;
    private double expectedFinished;
    private double spent;

    /**
     * @param left cells still to be measured, each as often as it has repetitions left
     * @param before how many of them an earlier run measured
     */
    Progress(List<Cell> left, int before) {
        this.all = left.size() + before;
        this.finished = before;
        this.expectedAll = left.stream().mapToDouble(this::expected).sum();
    }

    private double expected(Cell cell) {
        return cell.expectedSeconds() * Contestant.values().length;
    }

    /**
     * Notes a repetition of a cell.
     *
     * @param seconds since this run began
     */
    void finished(Cell cell, double seconds) {
        finished++;
        expectedFinished += expected(cell);
        spent = seconds;
    }

    /** Seconds left, by what the finished ones took against what was expected of them. */
    double left() {
        double pace = expectedFinished == 0 ? 1 : spent / expectedFinished;
        return (expectedAll - expectedFinished) * pace;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d of %d repetitions of cells, about %d min left",
                finished,
                all,
                Math.round(left() / 60));
    }
}
