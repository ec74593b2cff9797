package io.outrider.method;

import io.outrider.probability.Chance;

/** One session's decoding: straight-line code, one call a round. */
public interface Decoder {

    /**
     * Runs one round: one budget, one tree, one commit.
     *
     * @param context the session so far; at least one token may still be emitted
     * @param chance the session's random stream
     */
    Commit next(Context context, Chance chance);
}
