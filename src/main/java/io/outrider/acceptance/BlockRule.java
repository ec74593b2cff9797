package io.outrider.acceptance;

import io.outrider.acceptance.Draft.Drafted;
import io.outrider.probability.Chance;
import io.outrider.probability.Distribution;
import io.outrider.probability.Residual;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Block verification (Sun et al., arXiv 2403.10444): judges the draft as a whole and accepts never
 * fewer tokens, in expectation, than {@link RejectionRule}. Lossless.
 *
 * <p>With {@code w_0 = 1} and {@code w_i = min(1, w_(i-1) q_i(x_i)/p_i(x_i))}, the first i tokens
 * qualify with probability {@code h_i = s_i / (s_i + 1 - w_i)}, {@code s_i} being the sum of {@code
 * [w_i q_(i+1) - p_(i+1)]+}; {@code h_gamma = w_gamma}. The longest qualifying prefix, of length t,
 * is accepted, and unless it is the whole draft a token from {@code [w_t q_(t+1) - p_(t+1)]+}
 * follows.
 *
 * <p>Needs p at every position, those after the stop included. Its tests read as if the token after
 * the accepted prefix had been the one rejected.
 */
public final class BlockRule implements AcceptanceRule {

    @Override
    public Verdict judge(Draft draft, List<Distribution> target, Chance chance) {
        boolean bonus = TargetRows.haveBonus(target.size(), draft.size());
        int gamma = draft.size();
        double[] w = new double[gamma + 1];
        double[] q = new double[gamma];
        w[0] = 1;
        for (int i = 0; i < gamma; i++) {
            Drafted drafted = draft.tokens().get(i);
            q[i] = target.get(i).probability(drafted.token());
            w[i + 1] = Math.min(1, w[i] * q[i] / drafted.p());
        }
        // The prefixes qualify independently, so asking from the longest down finds the longest
        // with the fewest draws.
        int accepted = gamma;
        while (accepted > 0 && !chance.accept(h(accepted, w[accepted], draft, target))) {
            accepted--;
        }
        while (accepted < gamma) {
            Distribution p = draft.tokens().get(accepted).drawnFrom();
            Optional<Distribution> residual = Residual.of(w[accepted], target.get(accepted), p);
            if (residual.isPresent()) {
                return Verdict.corrected(
                        chance.pick(residual.get()), tests(draft, q, accepted, accepted + 1));
            }
            // Nothing is left to correct with, so stopping here was rounding alone.
            accepted++;
        }
        List<Test> tests = tests(draft, q, gamma, gamma);
        return bonus
                ? Verdict.complete(tests, chance.pick(target.getLast()))
                : Verdict.complete(tests);
    }

    private static double h(int length, double w, Draft draft, List<Distribution> target) {
        if (length == draft.size()) {
            return w;
        }
        Distribution p = draft.tokens().get(length).drawnFrom();
        double s = Residual.mass(w, target.get(length), p);
        // In this order w = 1 gives exactly 1: a last bit less would draw a number more, and the
        // rest of the text would depend on rounding.
        double all = s + (1 - w);
        return all > 0 ? s / all : 1;
    }

    private static List<Test> tests(Draft draft, double[] q, int accepted, int tested) {
        List<Test> tests = new ArrayList<>();
        for (int i = 0; i < tested; i++) {
            tests.add(new Test(draft.tokens().get(i).p(), q[i], i < accepted));
        }
        return tests;
    }
}
