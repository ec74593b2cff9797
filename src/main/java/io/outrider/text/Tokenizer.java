package io.outrider.text;

import java.util.List;
import java.util.OptionalInt;

/**
 * A model's tokenizer. Token ids run from 0 to {@link #vocabularySize()} - 1; any other id given to
 * a method is an {@link IndexOutOfBoundsException}. Safe for use by several threads.
 */
public interface Tokenizer {

    int vocabularySize();

    /**
     * Tokens of a prompt, without a beginning-of-sequence token of its own making. Special tokens
     * are recognised in template pieces only, see {@link SpecialText}.
     *
     * @param pieces already accepted by a {@link PromptGuard}
     */
    int[] encode(List<Piece> pieces);

    /** The text of a token in UTF-8, possibly a part of a character; empty for special tokens. */
    byte[] bytes(int token);

    /** The text of a token in UTF-8, special tokens included. */
    byte[] bytesWithSpecial(int token);

    /** Whether the model says with this token that it is done. */
    boolean endsGeneration(int token);

    OptionalInt beginOfSequence();

    /** Whether this model wants {@link #beginOfSequence()} before every prompt. */
    boolean addsBeginOfSequence();

    /** Texts that the tokenizer would turn into special tokens if they were parsed. */
    List<String> specialTexts();
}
