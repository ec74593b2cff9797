package io.outrider.catalog;

/** One source did not give the bytes; the next one may. */
final class SourceFailure extends Exception {

    private static final long serialVersionUID = 1L;

    SourceFailure(String message) {
        super(message);
    }

    SourceFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
