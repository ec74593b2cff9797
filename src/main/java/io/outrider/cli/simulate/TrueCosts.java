package io.outrider.cli.simulate;

import io.outrider.pace.PassCosts;
import java.util.List;

/**
 * What passes really take on a simulated machine, in seconds; the cache costs nothing here.
 *
 * @param target of a pass with so many rows, at least 1
 * @param draft likewise
 * @param host between two target passes
 */
record TrueCosts(String name, ByRows target, ByRows draft, double host) implements PassCosts {

    /** Seconds by rows. */
    interface ByRows {
        double seconds(int rows);
    }

    /** Memory-bound for long: a row more is nearly free until the arithmetic fills the device. */
    static final TrueCosts GPU =
            new TrueCosts(
                    "GPU",
                    rows -> 10e-3 * Math.max(1 + 5e-4 * rows, rows / 192.0),
                    rows -> 0.8e-3 * Math.max(1 + 1e-3 * rows, rows / 384.0),
                    0.2e-3);

    /** Every row costs. */
    static final TrueCosts CPU =
            new TrueCosts(
                    "CPU",
                    rows -> 30e-3 * (1 + 0.25 * (rows - 1)),
                    rows -> 4.5e-3 * (1 + 0.25 * (rows - 1)),
                    0.3e-3);

    /** Kernels that work in tiles. */
    static final TrueCosts STEPPED =
            new TrueCosts(
                    "stepped",
                    rows -> rows == 1 ? 20e-3 : 26e-3 + 12e-3 * ((rows - 1) / 8),
                    rows -> 3e-3 + 1e-3 * ((rows - 1) / 4),
                    0.3e-3);

    /** Draft 0.5B Q4_0 on two cores, measured with llama-bench: rows and tokens a second. */
    private static final ByRows MEASURED_DRAFT =
            table(new int[] {1, 2, 4, 8, 64}, 80, 113, 156, 197, 325);

    private static final int[] MEASURED = {1, 2, 4, 6, 8, 16, 64};

    /** Targets of 1.5B on two cores, likewise. */
    static final TrueCosts Q4_K_M = measured("Q4_K_M", 30.5, 43, 53, 54, 51, 87, 107);

    static final TrueCosts Q8_0 = measured("Q8_0", 17, 23, 36, 39, 51, 64, 78);
    static final TrueCosts F16 = measured("F16", 12.5, 18, 32, 44, 43, 58, 68);

    static final List<TrueCosts> ALL = List.of(GPU, CPU, STEPPED, Q4_K_M, Q8_0, F16);

    private static TrueCosts measured(String name, double... rates) {
        return new TrueCosts(name, table(MEASURED, rates), MEASURED_DRAFT, 0.3e-3);
    }

    /** Linear between what was measured, proportional beyond. */
    static ByRows table(int[] rows, double... rates) {
        return count -> {
            int last = rows.length - 1;
            if (count >= rows[last]) {
                return count / rates[last];
            }
            int above = 0;
            while (rows[above] < count) {
                above++;
            }
            double top = rows[above] / rates[above];
            if (rows[above] == count) {
                return top;
            }
            double bottom = rows[above - 1] / rates[above - 1];
            double share = (double) (count - rows[above - 1]) / (rows[above] - rows[above - 1]);
            return bottom + share * (top - bottom);
        };
    }

    @Override
    public double target(int rows, int cells) {
        return rows == 0 ? 0 : target.seconds(rows);
    }

    @Override
    public double draft(int rows, int cells) {
        return rows == 0 ? 0 : draft.seconds(rows);
    }

    /** A draft pass whose number of rows is only known on average. */
    double draft(double rows) {
        int below = (int) Math.floor(rows);
        double share = rows - below;
        return (1 - share) * draft(below, 0) + (share > 0 ? share * draft(below + 1, 0) : 0);
    }

    @Override
    public double host(int sessions) {
        return host;
    }

    /** A round in which so many sessions decode plainly. */
    double plain(int sessions) {
        return target(sessions, 0) + host;
    }
}
