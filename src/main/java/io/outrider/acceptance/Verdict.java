package io.outrider.acceptance;

import java.util.List;
import java.util.Optional;

/**
 * What a rule decided on a draft.
 *
 * @param accepted how many drafted tokens are kept, from the first on
 * @param closing the token that follows them; empty only if all were accepted and the target has no
 *     row for a bonus
 * @param tests of the tested tokens, in order
 */
public record Verdict(int accepted, Optional<Closing> closing, List<Test> tests) {

    public Verdict {
        tests = List.copyOf(tests);
        if (accepted < 0 || accepted != tests.stream().filter(Test::accepted).count()) {
            throw new IllegalArgumentException(accepted + " accepted, but tests are " + tests);
        }
    }

    /** The token after the accepted ones, drawn by the target. */
    public record Closing(int token, Origin origin) {}

    static Verdict corrected(int token, List<Test> tests) {
        return new Verdict(
                tests.size() - 1, Optional.of(new Closing(token, Origin.CORRECTED)), tests);
    }

    static Verdict complete(List<Test> tests) {
        return new Verdict(tests.size(), Optional.empty(), tests);
    }

    /** All accepted; without a draft the token is plain, else a bonus. */
    static Verdict complete(List<Test> tests, int next) {
        Origin origin = tests.isEmpty() ? Origin.PLAIN : Origin.BONUS;
        return new Verdict(tests.size(), Optional.of(new Closing(next, origin)), tests);
    }
}
