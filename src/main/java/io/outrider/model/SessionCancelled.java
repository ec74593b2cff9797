package io.outrider.model;

/** Ends a session's decoder from inside a blocking call; carries no stack and no blame. */
public final class SessionCancelled extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SessionCancelled() {
        super("the session was cancelled", null, false, false);
    }
}
