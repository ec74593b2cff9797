package io.outrider.pace;

/** Costs at one moment, each worked out once: a plan asks for the same few thousands of times. */
final class Quotes {
    private final PassCosts costs;
    private final int cells;
    private final double[] target;
    private final double[] draft;
    private final double[] reading;

    /**
     * @param mostRows that are asked for often
     */
    Quotes(PassCosts costs, int cells, int mostRows) {
        this.costs = costs;
        this.cells = cells;
        this.target = new double[mostRows + 1];
        this.draft = new double[mostRows + 1];
        this.reading = new double[mostRows + 1];
    }

    double target(int rows) {
        if (rows >= target.length) {
            return costs.target(rows, cells);
        }
        if (target[rows] == 0) {
            target[rows] = costs.target(rows, cells);
        }
        return target[rows];
    }

    double draft(int rows) {
        if (rows >= draft.length) {
            return costs.draft(rows, cells);
        }
        if (draft[rows] == 0) {
            draft[rows] = costs.draft(rows, cells);
        }
        return draft[rows];
    }

    double reading(int rows) {
        if (rows >= reading.length) {
            return costs.reading(rows, cells);
        }
        if (reading[rows] == 0) {
            reading[rows] = costs.reading(rows, cells);
        }
        return reading[rows];
    }

    double host(int sessions) {
        return costs.host(sessions);
    }
}
