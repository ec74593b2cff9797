package io.outrider.acceptance;

import io.outrider.acceptance.Draft.Drafted;
import io.outrider.probability.Chance;
import io.outrider.probability.Distribution;
import io.outrider.probability.Residual;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Speculative sampling (Leviathan et al., arXiv 2211.17192; Chen et al., arXiv 2302.01318).
 *
 * <p>From left to right a drafted token x is accepted with probability {@code min(1, q(x)/p(x))};
 * the first rejected one is replaced by a token drawn from {@code [q - p]+}, normalised. Lossless.
 */
public final class RejectionRule implements AcceptanceRule {

    @Override
    public Verdict judge(Draft draft, List<Distribution> target, Chance chance) {
        boolean bonus = TargetRows.haveBonus(target.size(), draft.size());
        List<Test> tests = new ArrayList<>();
        for (Drafted drafted : draft.tokens()) {
            Distribution q = target.get(tests.size());
            double qx = q.probability(drafted.token());
            boolean accepted = chance.accept(qx / drafted.p());
            if (!accepted) {
                Optional<Distribution> residual = Residual.of(q, drafted.drawnFrom());
                if (residual.isPresent()) {
                    tests.add(new Test(drafted.p(), qx, false));
                    return Verdict.corrected(chance.pick(residual.get()), tests);
                }
                // p equals q, so nothing can be rejected: qx / p fell below 1 by rounding alone.
            }
            tests.add(new Test(drafted.p(), qx, true));
        }
        return bonus
                ? Verdict.complete(tests, chance.pick(target.getLast()))
                : Verdict.complete(tests);
    }
}
