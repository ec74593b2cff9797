package io.outrider.method;

/**
 * A method's settings.
 *
 * @param draftTokens tokens drafted a round; served exactly while the session may still emit more
 */
public record Settings(int draftTokens) {
    /** Most tokens a round may draft. */
    public static final int MOST_DRAFT_TOKENS = 16;

    public Settings {
        if (draftTokens < 1 || draftTokens > MOST_DRAFT_TOKENS) {
            throw new IllegalArgumentException(
                    "draft_tokens is between 1 and " + MOST_DRAFT_TOKENS);
        }
    }
}
