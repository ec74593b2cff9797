package io.outrider.text;

/**
 * A stretch of a rendered prompt. Text from users is never parsed for special tokens.
 *
 * @param text not empty in what this package returns
 */
public record Piece(String text, Source source) {

    /** Who wrote a piece. */
    public enum Source {
        /** The model's chat template: its special tokens are meant. */
        TEMPLATE,
        /** Whoever sent the request, or partly so: special tokens in it are plain text. */
        USER
    }

    public static Piece template(String text) {
        return new Piece(text, Source.TEMPLATE);
    }

    public static Piece user(String text) {
        return new Piece(text, Source.USER);
    }
}
