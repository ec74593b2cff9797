package io.outrider.acceptance;

import java.util.ArrayList;
import java.util.List;

/**
 * The rule at temperature 0, where p and q are certain: a drafted token is accepted if it is the
 * target's most likely one, else that one takes its place. No random numbers, no distributions.
 * Every lossless rule agrees with it on certain distributions.
 */
public final class GreedyRule {

    /**
     * Judges a draft.
     *
     * @param targetArgMax the target's most likely token at each drafted position, and one more for
     *     the bonus unless none is wanted
     * @throws IllegalArgumentException if there are neither gamma nor gamma + 1 of them, or none
     */
    public Verdict judge(int[] drafted, int[] targetArgMax) {
        boolean bonus = TargetRows.haveBonus(targetArgMax.length, drafted.length);
        List<Test> tests = new ArrayList<>();
        for (int i = 0; i < drafted.length; i++) {
            boolean accepted = drafted[i] == targetArgMax[i];
            tests.add(new Test(1, accepted ? 1 : 0, accepted));
            if (!accepted) {
                return Verdict.corrected(targetArgMax[i], tests);
            }
        }
        return bonus
                ? Verdict.complete(tests, targetArgMax[drafted.length])
                : Verdict.complete(tests);
    }
}
