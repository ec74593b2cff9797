package io.outrider.acceptance;

/**
 * One drafted token that was tested. Tokens after the first rejection are untested, not rejected.
 *
 * @param p the probability with which the draft drew the token; 1 for deterministic proposals
 * @param q its probability under the target
 * @param accepted whether it was kept
 */
public record Test(double p, double q, boolean accepted) {

    public Test {
        if (!(p > 0 && p <= 1 + 1e-9) || !(q >= 0 && q <= 1 + 1e-9)) {
            throw new IllegalArgumentException("p = " + p + " and q = " + q);
        }
    }
}
