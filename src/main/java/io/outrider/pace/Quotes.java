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
        return once(target, rows, costs::target);
    }

    double draft(int rows) {
        return once(draft, rows, costs::draft);
    }

    double reading(int rows) {
        return once(reading, rows, costs::reading);
    }

    private double once(double[] known, int rows, Cost cost) {
        if (rows >= known.length) {
            return cost.seconds(rows, cells);
        }
        if (known[rows] == 0) {
            known[rows] = cost.seconds(rows, cells);
        }
        return known[rows];
    }

    private interface Cost {
        double seconds(int rows, int cells);
    }

    double host(int sessions) {
        return costs.host(sessions);
    }
}
