package io.outrider.probability;

/** The loops as one would write them; used where the Vector API is missing, and as its check. */
final class PlainKernels implements Kernels {

    @Override
    public float max(float[] values, int count) {
        float most = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            most = Math.max(most, values[i]);
        }
        return most;
    }

    @Override
    public double max(double[] values, int from, int to) {
        double most = Double.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            most = Math.max(most, values[i]);
        }
        return most;
    }

    @Override
    public double exponentials(
            float[] logits, int count, double top, double sharpness, double[] into, int at) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            double exponent = (logits[i] - top) * sharpness;
            double weight = exponent < LEAST_EXPONENT ? 0 : Math.exp(exponent);
            into[at + i] = weight;
            sum += weight;
        }
        return sum;
    }

    @Override
    public double excess(
            double a, double[] q, double b, double[] p, int from, int to, double[] into, int at) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            double more = Math.max(a * q[i] - b * p[i], 0);
            into[at + i - from] = more;
            sum += more;
        }
        return sum;
    }

    @Override
    public double overlap(double a, double[] q, double b, double[] p, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += Math.min(a * q[i], b * p[i]);
        }
        return sum;
    }
}
