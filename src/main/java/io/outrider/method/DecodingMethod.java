package io.outrider.method;

import io.outrider.model.Models;

/** A way to decode; stateless and shared by all sessions. */
public interface DecodingMethod {

    Guarantee guarantee();

    /** What a session needs with these settings; checked and reserved at admission. */
    Needs needs(Settings settings);

    /** Starts decoding one session. The decoder belongs to that session's thread. */
    Decoder open(Models models, Settings settings);
}
