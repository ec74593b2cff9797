package io.outrider.testing;

import io.outrider.text.Piece;
import io.outrider.text.Tokenizer;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes which tokens a session turns into text, in order; for one session at a time. */
public final class RecordingTokenizer implements Tokenizer {
    private final Tokenizer real;
    private final List<Integer> recorded = new CopyOnWriteArrayList<>();

    public RecordingTokenizer(Tokenizer real) {
        this.real = real;
    }

    public List<Integer> recorded() {
        return recorded;
    }

    @Override
    public byte[] bytes(int token) {
        recorded.add(token);
        return real.bytes(token);
    }

    @Override
    public int vocabularySize() {
        return real.vocabularySize();
    }

    @Override
    public int[] encode(List<Piece> pieces) {
        return real.encode(pieces);
    }

    @Override
    public byte[] bytesWithSpecial(int token) {
        return real.bytesWithSpecial(token);
    }

    @Override
    public boolean endsGeneration(int token) {
        return real.endsGeneration(token);
    }

    @Override
    public OptionalInt beginOfSequence() {
        return real.beginOfSequence();
    }

    @Override
    public boolean addsBeginOfSequence() {
        return real.addsBeginOfSequence();
    }

    @Override
    public List<String> specialTexts() {
        return real.specialTexts();
    }
}
