package io.outrider.testing;

import io.outrider.pace.CostCurve;
import io.outrider.pace.MeasuredCosts;

/** Costs of passes for tests in which they do not matter, or matter exactly. */
public final class Costs {
    private Costs() {}

    /** Passes that take the same time however many rows they have. */
    public static MeasuredCosts flat() {
        return new MeasuredCosts(curve(0.03, 0), curve(0.01, 0), 0.001, 0);
    }

    /** {@code first} seconds for one row, and {@code more} for each further one. */
    public static CostCurve curve(double first, double more) {
        int[] rows = new int[64];
        double[] seconds = new double[64];
        for (int i = 0; i < 64; i++) {
            rows[i] = i + 1;
            seconds[i] = first + more * i;
        }
        return new CostCurve(rows, seconds, 0);
    }
}
