package io.outrider.probability;

/**
 * The few loops that run over a whole vocabulary. Two twins do the same work: {@link VectorKernels}
 * with the Vector API, {@link PlainKernels} without.
 *
 * <p>Measured on a two-core AMD EPYC (Zen 4) at 151,936 ids: the exponentials of a row take 0.08 ms
 * in the vector twin and 0.56 ms in the plain one. The JVM needs some hundred calls to get there,
 * and the very first one in the vector twin takes up to 0.7 s: warp a row before the first request.
 */
sealed interface Kernels permits PlainKernels, VectorKernels {

    /** The vector twin where the JVM was started with {@code jdk.incubator.vector}. */
    Kernels BEST =
            ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
                    ? new VectorKernels()
                    : new PlainKernels();

    /** Below this an exponential counts as 0; e to the power of it is about 1e-304. */
    double LEAST_EXPONENT = -700;

    /** The largest of the first {@code count} values; not a number if one of them is not. */
    float max(float[] values, int count);

    /** The largest value with an index in {@code from..to-1}. */
    double max(double[] values, int from, int to);

    /**
     * {@code into[at + i] = exp((logits[i] - top) * sharpness)} for the first {@code count} logits,
     * with a relative error below 2e-14; 0 where the exponent is under {@link #LEAST_EXPONENT}.
     *
     * @param top at least as large as every logit
     * @return the sum of what was written
     */
    double exponentials(
            float[] logits, int count, double top, double sharpness, double[] into, int at);

    /**
     * {@code into[at + i - from] = max(a * q[i] - b * p[i], 0)} for {@code i} in {@code
     * from..to-1}.
     *
     * @return the sum of what was written
     */
    double excess(
            double a, double[] q, double b, double[] p, int from, int to, double[] into, int at);

    /** The sum of {@code min(a * q[i], b * p[i])} for {@code i} in {@code from..to-1}. */
    double overlap(double a, double[] q, double b, double[] p, int from, int to);
}
