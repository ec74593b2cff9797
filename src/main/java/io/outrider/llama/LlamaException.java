package io.outrider.llama;

/** llama.cpp could not do what was asked; the message says what, and what to do where known. */
public final class LlamaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LlamaException(String message) {
        super(message);
    }

    public LlamaException(String message, Throwable cause) {
        super(message, cause);
    }
}
