package io.outrider.acceptance;

import io.outrider.probability.Chance;
import io.outrider.probability.Distribution;
import java.util.List;

/** Decides which tokens of a drafted chain survive. */
public interface AcceptanceRule {

    /**
     * Judges a draft.
     *
     * <p>A draft whose last token ends the generation wants no bonus: give no row for one, and the
     * verdict on a fully accepted draft closes without a token.
     *
     * @param target the target's distribution at each drafted position, {@code q_1} to {@code
     *     q_gamma}, and {@code q_(gamma+1)} for the bonus unless none is wanted. Read in ascending
     *     order and only as far as the rule needs, so that a list may make its rows on demand
     * @throws IllegalArgumentException if there are neither gamma nor gamma + 1 rows, or none at
     *     all
     */
    Verdict judge(Draft draft, List<Distribution> target, Chance chance);
}
