package io.outrider.openai;

/** How an answer reaches the client. */
enum Delivery {
    /** One JSON document at the end. */
    WHOLE,
    /** Server-sent events, as text appears. */
    STREAM,
    /** The same, with a last chunk that tells the token counts. */
    STREAM_WITH_USAGE
}
