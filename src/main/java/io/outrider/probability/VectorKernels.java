package io.outrider.probability;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops in the Vector API, the only class that needs the module {@code jdk.incubator.vector}.
 *
 * <p>The exponential is our own: {@code exp(x) = 2^n * exp(r)} with {@code n} the integer nearest
 * to {@code x / ln 2}, {@code |r| <= ln(2)/2}, and the Taylor polynomial of degree 11 for {@code
 * exp(r)} (remainder {@code r^12/12!}, below 7e-15). The JDK's {@code VectorOperators.EXP} is as
 * fast only where its native SVML library exists (Linux and Windows on x86).
 */
final class VectorKernels implements Kernels {
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

    /** As many floats as {@link #DOUBLES} has doubles. */
    private static final VectorSpecies<Float> HALF =
            VectorSpecies.of(
                    float.class,
                    VectorShape.forBitSize(DOUBLES.vectorBitSize() / Double.BYTES * 4));

    private static final double PER_LN2 = 1 / Math.log(2);

    /** ln 2 in two parts; the first has 20 trailing zero bits, so that n times it is exact. */
    private static final double LN2_HIGH =
            Double.longBitsToDouble(Double.doubleToRawLongBits(Math.log(2)) & -(1L << 20));

    /** ln 2 - LN2_HIGH, with the digits of ln 2 that its own double has no room for. */
    private static final double LN2_LOW = (Math.log(2) - LN2_HIGH) + 2.3190468138462996e-17;

    /** Adding it leaves the nearest integer in the low bits of a double. */
    private static final double ROUNDER = 0x1.8p52;

    private static final double[] TAYLOR = new double[12];

    static {
        double factorial = 1;
        for (int i = 0; i < TAYLOR.length; i++) {
            factorial *= Math.max(i, 1);
            TAYLOR[i] = 1 / factorial;
        }
    }

    private static DoubleVector exp(DoubleVector exponents) {
        DoubleVector x = exponents.max(LEAST_EXPONENT);
        DoubleVector shifted = x.fma(all(PER_LN2), all(ROUNDER));
        DoubleVector n = shifted.sub(ROUNDER);
        DoubleVector r = n.fma(all(-LN2_LOW), n.fma(all(-LN2_HIGH), x));
        // Three short chains instead of one long one: the additions of a Horner scheme would wait
        // for each other.
        DoubleVector r2 = r.mul(r);
        DoubleVector r4 = r2.mul(r2);
        DoubleVector polynomial =
                quarter(8, r, r2).fma(r4, quarter(4, r, r2)).fma(r4, quarter(0, r, r2));
        DoubleVector power =
                polynomial
                        .reinterpretAsLongs()
                        .add(shifted.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52))
                        .reinterpretAsDoubles();
        return power.blend(0, exponents.lt(LEAST_EXPONENT));
    }

    private static DoubleVector quarter(int from, DoubleVector r, DoubleVector r2) {
        DoubleVector low = r.fma(all(TAYLOR[from + 1]), all(TAYLOR[from]));
        DoubleVector high = r.fma(all(TAYLOR[from + 3]), all(TAYLOR[from + 2]));
        return high.fma(r2, low);
    }

    private static DoubleVector all(double value) {
        return DoubleVector.broadcast(DOUBLES, value);
    }

    @Override
    public float max(float[] values, int count) {
        FloatVector even = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        FloatVector odd = even;
        int step = FLOATS.length();
        int i = 0;
        for (; i <= count - 2 * step; i += 2 * step) {
            even = even.max(FloatVector.fromArray(FLOATS, values, i));
            odd = odd.max(FloatVector.fromArray(FLOATS, values, i + step));
        }
        float most = even.max(odd).reduceLanes(VectorOperators.MAX);
        for (; i < count; i++) {
            most = Math.max(most, values[i]);
        }
        return most;
    }

    @Override
    public double max(double[] values, int from, int to) {
        DoubleVector most = all(Double.NEGATIVE_INFINITY);
        int i = from;
        for (; i <= to - DOUBLES.length(); i += DOUBLES.length()) {
            most = most.max(DoubleVector.fromArray(DOUBLES, values, i));
        }
        double result = most.reduceLanes(VectorOperators.MAX);
        for (; i < to; i++) {
            result = Math.max(result, values[i]);
        }
        return result;
    }

    @Override
    public double exponentials(
            float[] logits, int count, double top, double sharpness, double[] into, int at) {
        DoubleVector sum = all(0);
        int i = 0;
        for (; i <= count - DOUBLES.length(); i += DOUBLES.length()) {
            DoubleVector logit =
                    (DoubleVector)
                            FloatVector.fromArray(HALF, logits, i)
                                    .convertShape(VectorOperators.F2D, DOUBLES, 0);
            DoubleVector weight = exp(logit.sub(top).mul(sharpness));
            weight.intoArray(into, at + i);
            sum = sum.add(weight);
        }
        double total = sum.reduceLanes(VectorOperators.ADD);
        for (; i < count; i++) {
            double exponent = (logits[i] - top) * sharpness;
            double weight = exponent < LEAST_EXPONENT ? 0 : Math.exp(exponent);
            into[at + i] = weight;
            total += weight;
        }
        return total;
    }

    @Override
    public double excess(
            double a, double[] q, double b, double[] p, int from, int to, double[] into, int at) {
        DoubleVector sum = all(0);
        int i = from;
        for (; i <= to - DOUBLES.length(); i += DOUBLES.length()) {
            DoubleVector more =
                    DoubleVector.fromArray(DOUBLES, q, i)
                            .mul(a)
                            .sub(DoubleVector.fromArray(DOUBLES, p, i).mul(b))
                            .max(0);
            more.intoArray(into, at + i - from);
            sum = sum.add(more);
        }
        double total = sum.reduceLanes(VectorOperators.ADD);
        for (; i < to; i++) {
            double more = Math.max(a * q[i] - b * p[i], 0);
            into[at + i - from] = more;
            total += more;
        }
        return total;
    }

    @Override
    public double overlap(double a, double[] q, double b, double[] p, int from, int to) {
        DoubleVector sum = all(0);
        int i = from;
        for (; i <= to - DOUBLES.length(); i += DOUBLES.length()) {
            sum =
                    sum.add(
                            DoubleVector.fromArray(DOUBLES, q, i)
                                    .mul(a)
                                    .min(DoubleVector.fromArray(DOUBLES, p, i).mul(b)));
        }
        double total = sum.reduceLanes(VectorOperators.ADD);
        for (; i < to; i++) {
            total += Math.min(a * q[i], b * p[i]);
        }
        return total;
    }
}
