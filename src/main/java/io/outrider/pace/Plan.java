package io.outrider.pace;

import java.util.List;

/**
 * How the next shared rounds are to be run; a printable value.
 *
 * @param grants one per demand, in the same order
 * @param tokens all sessions together are expected to emit
 * @param seconds the draft passes, what is read beside them, the target pass and the host are
 *     expected to take
 * @param plainTokens and {@code plainSeconds}: the same, had all who leave the choice been plain
 */
public record Plan(
        List<Grant> grants,
        double tokens,
        double seconds,
        double plainTokens,
        double plainSeconds) {

    public Plan {
        grants = List.copyOf(grants);
    }

    /** Expected tokens a second. */
    public double rate() {
        return tokens / seconds;
    }

    public double plainRate() {
        return plainTokens / plainSeconds;
    }

    /** Whether anybody drafts. */
    public boolean drafts() {
        return grants.stream().anyMatch(grant -> grant.budget().depth() > 0);
    }
}
