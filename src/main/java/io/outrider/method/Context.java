package io.outrider.method;

import io.outrider.acceptance.DraftRecord;
import io.outrider.generation.Sampling;

/** What a session has so far; changes only between rounds. */
public interface Context {

    /** Tokens of prompt and answer together. */
    int length();

    int token(int index);

    /** Tokens that may still be emitted, at least 1 while a round runs. */
    int remaining();

    Sampling sampling();

    /** Whether a token ends the generation. */
    boolean ends(int token);

    /** What this session's drafts have come to. */
    DraftRecord draftRecord();

    default int lastToken() {
        return token(length() - 1);
    }
}
