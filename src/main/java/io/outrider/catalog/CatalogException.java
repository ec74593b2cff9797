package io.outrider.catalog;

/**
 * A model or library cannot be had. The message is written for the person at the terminal: what
 * went wrong first, then what to do.
 */
public final class CatalogException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CatalogException(String message) {
        super(message);
    }

    public CatalogException(String message, Throwable cause) {
        super(message, cause);
    }
}
