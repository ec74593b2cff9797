package io.outrider.probability;

/**
 * What the penalties need to know of the text before a position. Each verified row has its own
 * prefix, the draft up to there included.
 *
 * @param recent the last tokens, prompt included, that the repeat penalty looks at
 * @param generated every token generated so far, which the presence and frequency penalties count
 */
public record Prefix(TokenCounts recent, TokenCounts generated) {
    private static final Prefix NONE = new Prefix(TokenCounts.none(), TokenCounts.none());

    /** Nothing before; also right wherever no penalty is set. */
    public static Prefix none() {
        return NONE;
    }
}
