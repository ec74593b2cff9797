package io.outrider.model;

import java.util.Arrays;

/**
 * How likely the tokens of a draft are to stay: {@code at(i)} estimates that the first {@code i}
 * drafted tokens are all accepted (A_i of Leviathan et al., arXiv 2211.17192, without their
 * assumption that acceptance is the same everywhere). Never increases with i.
 */
public final class Survival {
    private static final Survival NONE = new Survival(new double[0]);

    private final double[] curve;

    private Survival(double[] curve) {
        this.curve = curve;
    }

    /** No draft is possible. */
    public static Survival none() {
        return NONE;
    }

    /**
     * From the chance of each token to be accepted once those before it were.
     *
     * @param acceptance one per drafted token, each from 0 to 1
     */
    public static Survival of(double... acceptance) {
        double[] curve = new double[acceptance.length];
        double sofar = 1;
        for (int i = 0; i < curve.length; i++) {
            if (!(acceptance[i] >= 0 && acceptance[i] <= 1)) {
                throw new IllegalArgumentException("a chance of " + acceptance[i]);
            }
            sofar *= acceptance[i];
            curve[i] = sofar;
        }
        return new Survival(curve);
    }

    /** Longest draft that is possible. */
    public int depth() {
        return curve.length;
    }

    /**
     * @param tokens from 1 to {@link #depth()}
     */
    public double at(int tokens) {
        return curve[tokens - 1];
    }

    /** Tokens a round emits on average with a draft of this length: what stays, and one more. */
    public double emitted(int tokens) {
        double sum = 1;
        for (int i = 0; i < tokens; i++) {
            sum += curve[i];
        }
        return sum;
    }

    /** The same draft, but no longer. */
    public Survival atMost(int tokens) {
        return tokens >= curve.length ? this : new Survival(Arrays.copyOf(curve, tokens));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Survival that && Arrays.equals(curve, that.curve);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(curve);
    }

    @Override
    public String toString() {
        return Arrays.toString(curve);
    }
}
