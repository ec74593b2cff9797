package io.outrider.engine;

import io.outrider.acceptance.DraftRecord;
import io.outrider.generation.Sampling;
import io.outrider.method.Context;
import io.outrider.text.Tokenizer;
import java.util.Arrays;

/**
 * The tokens of one session; read and written by its own thread only, and by the engine thread once
 * the session has left.
 */
final class SessionContext implements Context {
    private final Sampling sampling;
    private final Tokenizer tokenizer;
    private final int promptLength;
    private final int limit;
    private final DraftRecord draftRecord;
    private int[] tokens;
    private int length;

    /**
     * @param limit most tokens of prompt and answer together
     * @param drafts what all sessions of this kind saw
     */
    SessionContext(
            int[] prompt,
            int limit,
            Sampling sampling,
            Tokenizer tokenizer,
            DraftRecord.Shared drafts) {
        this.draftRecord = new DraftRecord(drafts);
        this.sampling = sampling;
        this.tokenizer = tokenizer;
        this.promptLength = prompt.length;
        this.limit = limit;
        this.tokens = Arrays.copyOf(prompt, Math.min(limit, prompt.length + 256));
        this.length = prompt.length;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public int token(int index) {
        if (index < 0 || index >= length) {
            throw new IndexOutOfBoundsException(index + " of " + length);
        }
        return tokens[index];
    }

    @Override
    public int remaining() {
        return limit - length;
    }

    @Override
    public Sampling sampling() {
        return sampling;
    }

    @Override
    public boolean ends(int token) {
        return tokenizer.endsGeneration(token);
    }

    @Override
    public DraftRecord draftRecord() {
        return draftRecord;
    }

    int promptLength() {
        return promptLength;
    }

    int generated() {
        return length - promptLength;
    }

    void append(int token) {
        if (length == tokens.length) {
            tokens = Arrays.copyOf(tokens, Math.min(limit, 2 * length));
        }
        tokens[length++] = token;
    }

    /** A copy of the first tokens. */
    int[] first(int count) {
        if (count > length) {
            throw new IndexOutOfBoundsException(count + " of " + length);
        }
        return Arrays.copyOf(tokens, count);
    }
}
