package io.outrider.testing;

import io.outrider.text.Piece;
import io.outrider.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;

/** One letter a token: id 0 is {@code a}. The last id ends the generation. */
public final class TableTokenizer implements Tokenizer {
    private final int vocabulary;

    public TableTokenizer(int vocabulary) {
        this.vocabulary = vocabulary;
    }

    @Override
    public int vocabularySize() {
        return vocabulary;
    }

    @Override
    public int[] encode(List<Piece> pieces) {
        StringBuilder text = new StringBuilder();
        pieces.forEach(piece -> text.append(piece.text()));
        return text.chars().map(letter -> Math.floorMod(letter - 'a', vocabulary)).toArray();
    }

    @Override
    public byte[] bytes(int token) {
        return endsGeneration(token)
                ? new byte[0]
                : String.valueOf((char) ('a' + token)).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean endsGeneration(int token) {
        return token == vocabulary - 1;
    }

    @Override
    public byte[] bytesWithSpecial(int token) {
        return bytes(token);
    }

    @Override
    public OptionalInt beginOfSequence() {
        return OptionalInt.empty();
    }

    @Override
    public boolean addsBeginOfSequence() {
        return false;
    }

    @Override
    public List<String> specialTexts() {
        return List.of();
    }
}
