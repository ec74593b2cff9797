package io.outrider.probability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The vector twin against the plain one, on the same random numbers, at sizes that do not fit. */
class KernelsTest {
    private static final int[] SIZES = {0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 63, 100, 511, 512};

    private final Kernels plain = new PlainKernels();
    private final Kernels vector = new VectorKernels();
    private final Random random = new Random(11);

    @BeforeAll
    static void theVectorTwinIsTheOneInUse() {
        assertThat(Kernels.BEST).isInstanceOf(VectorKernels.class);
    }

    @Test
    void theLargestFloatIsTheSame() {
        for (int size : SIZES) {
            float[] values = floats(size + 3);
            assertThat(vector.max(values, size)).isEqualTo(plain.max(values, size));
        }
    }

    @Test
    void aFloatThatIsNoNumberIsNeverLost() {
        for (int at = 0; at < 40; at++) {
            float[] values = floats(40);
            values[at] = Float.NaN;
            assertThat(vector.max(values, 40)).isNaN();
            assertThat(plain.max(values, 40)).isNaN();
        }
    }

    @Test
    void theLargestDoubleIsTheSame() {
        for (int size : SIZES) {
            double[] values = doubles(size + 8);
            assertThat(vector.max(values, 5, 5 + size)).isEqualTo(plain.max(values, 5, 5 + size));
        }
    }

    @Test
    void exponentialsAgree() {
        for (int size : SIZES) {
            float[] logits = floats(size);
            double[] left = new double[size + 4];
            double[] right = new double[size + 4];
            double one = vector.exponentials(logits, size, 12, 1.25, left, 2);
            double two = plain.exponentials(logits, size, 12, 1.25, right, 2);
            assertThat(one).isEqualTo(two, within(1e-13 * Math.max(two, 1)));
            for (int i = 0; i < left.length; i++) {
                assertThat(left[i]).isEqualTo(right[i], within(2e-14 * right[i]));
            }
        }
    }

    @Test
    void theExponentialIsAsExactAsItSays() {
        int size = 4096;
        double[] weights = new double[size];
        for (double range : new double[] {1e-6, 1, 30, 699}) {
            float[] exponents = new float[size];
            for (int i = 0; i < size; i++) {
                exponents[i] = (float) (-range * random.nextDouble());
            }
            vector.exponentials(exponents, size, 0, 1, weights, 0);
            for (int i = 0; i < size; i++) {
                double exact = StrictMath.exp(exponents[i]);
                assertThat(weights[i]).isEqualTo(exact, within(2e-14 * exact));
            }
        }
    }

    @Test
    void theTopLogitHasWeightOneAndBannedOnesNone() {
        float[] logits = new float[16];
        logits[3] = Float.NEGATIVE_INFINITY;
        logits[4] = -701;
        logits[15] = Float.NEGATIVE_INFINITY;
        double[] weights = new double[16];
        for (Kernels each : new Kernels[] {plain, vector}) {
            double sum = each.exponentials(logits, 16, 0, 1, weights, 0);
            assertThat(sum).isEqualTo(13);
            assertThat(weights[0]).isEqualTo(1);
            assertThat(weights[3]).isZero();
            assertThat(weights[4]).isZero();
            assertThat(weights[15]).isZero();
        }
    }

    @Test
    void theSharpestTemperatureLeavesNoNumberUndefined() {
        float[] logits = {1, 2, 2, 1, 0, 2, -5, 1, 2, Float.NEGATIVE_INFINITY};
        double[] weights = new double[logits.length];
        for (Kernels each : new Kernels[] {plain, vector}) {
            double sum = each.exponentials(logits, logits.length, 2, Double.MAX_VALUE, weights, 0);
            assertThat(sum).isEqualTo(4);
            assertThat(IntStream.range(0, 10).filter(i -> weights[i] > 0)).hasSize(4);
        }
    }

    @Test
    void excessAgrees() {
        for (int size : SIZES) {
            double[] q = doubles(size + 6);
            double[] p = doubles(size + 6);
            double[] left = new double[size + 2];
            double[] right = new double[size + 2];
            double one = vector.excess(.7, q, .9, p, 4, 4 + size, left, 1);
            double two = plain.excess(.7, q, .9, p, 4, 4 + size, right, 1);
            assertThat(one).isEqualTo(two, within(1e-12));
            assertThat(left).containsExactly(right);
        }
    }

    @Test
    void overlapAgrees() {
        for (int size : SIZES) {
            double[] q = doubles(size + 6);
            double[] p = doubles(size + 6);
            assertThat(vector.overlap(.7, q, .9, p, 3, 3 + size))
                    .isEqualTo(plain.overlap(.7, q, .9, p, 3, 3 + size), within(1e-12));
        }
    }

    private float[] floats(int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = Math.min((float) (4 * random.nextGaussian()), 12);
        }
        return values;
    }

    private double[] doubles(int size) {
        return random.doubles(size).toArray();
    }
}
