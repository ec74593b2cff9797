package io.outrider.generation;

/** Why a generation ended well. */
public enum FinishReason {
    /** An end-of-generation token or a stop text. */
    STOP,
    /** The token limit or the end of the context. */
    LENGTH
}
