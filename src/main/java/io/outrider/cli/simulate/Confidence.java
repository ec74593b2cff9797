package io.outrider.cli.simulate;

import java.util.Locale;

/** What the draft model's confidence tells about a token. */
enum Confidence {
    /** Nothing: it is the same for every token. */
    CONSTANT {
        @Override
        Token token(double alpha, Draws draws) {
            return new Token(alpha, 0.8);
        }
    },
    /** Much: tokens are easy or hard, and the confidence says mostly which. */
    TELLING {
        @Override
        Token token(double alpha, Draws draws) {
            double hard = alpha / 3;
            boolean easy = draws.happens((alpha - hard) / (EASY - hard));
            return easy
                    ? new Token(EASY, draws.between(0.85, 1))
                    : new Token(hard, draws.between(0.25, 0.9));
        }
    };

    private static final double EASY = 0.98;

    /**
     * A drafted token.
     *
     * @param acceptance its true chance, once those before it were accepted
     * @param confidence that the draft model shows for it
     */
    record Token(double acceptance, double confidence) {}

    /**
     * Draws a token.
     *
     * @param alpha chance of acceptance on average, at most 0.98
     */
    abstract Token token(double alpha, Draws draws);

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
