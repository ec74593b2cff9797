package io.outrider.method;

import io.outrider.acceptance.AcceptanceRule;
import io.outrider.acceptance.Draft;
import io.outrider.acceptance.RejectionRule;
import io.outrider.acceptance.Verdict;
import io.outrider.probability.Chance;
import io.outrider.probability.Distribution;
import java.util.List;

/** A deliberately wrong rule: it accepts every drafted token. The negative control. */
final class KeepsEverything implements AcceptanceRule {
    @Override
    public Verdict judge(Draft draft, List<Distribution> target, Chance chance) {
        List<Distribution> pretended =
                new java.util.ArrayList<>(
                        draft.tokens().stream().map(Draft.Drafted::drawnFrom).toList());
        if (target.size() > draft.size()) {
            pretended.add(target.getLast());
        }
        return new RejectionRule().judge(draft, pretended, chance);
    }
}
