package io.outrider.acceptance;

import io.outrider.probability.Distribution;
import java.util.Arrays;
import java.util.List;

/**
 * A chain of drafted tokens.
 *
 * @param tokens in order; may be empty
 */
public record Draft(List<Drafted> tokens) {

    public Draft {
        tokens = List.copyOf(tokens);
    }

    /**
     * A drafted token.
     *
     * @param drawnFrom the distribution it was really drawn from, p; certain if the token was
     *     chosen deterministically, whatever the draft model thought of it
     */
    public record Drafted(int token, Distribution drawnFrom) {

        public Drafted {
            if (!(drawnFrom.probability(token) > 0)) {
                throw new IllegalArgumentException(
                        "token " + token + " cannot have been drawn: its probability was 0");
            }
        }

        /** The probability with which it was drawn. */
        public double p() {
            return drawnFrom.probability(token);
        }
    }

    public static Draft none() {
        return new Draft(List.of());
    }

    /** Tokens that were chosen, not drawn: a greedy draft or a lookup. */
    public static Draft certain(int vocabulary, int... tokens) {
        return new Draft(
                Arrays.stream(tokens)
                        .mapToObj(each -> new Drafted(each, Distribution.certain(vocabulary, each)))
                        .toList());
    }

    /** Number of drafted tokens, gamma. */
    public int size() {
        return tokens.size();
    }
}
