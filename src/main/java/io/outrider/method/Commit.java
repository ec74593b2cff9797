package io.outrider.method;

import io.outrider.acceptance.Origin;
import io.outrider.acceptance.Test;
import java.util.List;

/**
 * What a round adds to its session.
 *
 * @param tokens to emit, in order
 * @param tests of the drafted tokens that were tested, in order; tokens after the first rejection
 *     are untested, not rejected
 * @param drafted tokens drafted, tested or not
 */
public record Commit(List<Emitted> tokens, List<Test> tests, int drafted) {

    public Commit {
        tokens = List.copyOf(tokens);
        tests = List.copyOf(tests);
    }

    /** One token and where it came from. */
    public record Emitted(int token, Origin origin) {}

    /** A single token of a round without a draft. */
    public static Commit plain(int token) {
        return new Commit(List.of(new Emitted(token, Origin.PLAIN)), List.of(), 0);
    }

    /** The commit as if it had ended after some tokens. */
    public Commit first(int count) {
        return new Commit(tokens.subList(0, count), tests, drafted);
    }

    /** Drafted tokens among those emitted. */
    public int accepted() {
        return (int) tokens.stream().filter(each -> each.origin() == Origin.DRAFTED).count();
    }
}
