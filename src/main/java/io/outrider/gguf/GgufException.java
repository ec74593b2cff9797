package io.outrider.gguf;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A model file that cannot be used. The message is one line: the file, what is wrong with it, and
 * what to do. Text that came out of the file is bounded and free of control characters.
 */
public final class GgufException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private GgufException(String message) {
        super(message);
    }

    private GgufException(String message, IOException cause) {
        super(message, cause);
    }

    static GgufException in(Path file, String trouble) {
        return new GgufException(Printable.path(file) + ": " + trouble);
    }

    static GgufException unreadable(Path file, IOException cause) {
        String trouble =
                cause instanceof NoSuchFileException
                        ? "there is no such file; check the path, or pull the model first"
                        : "cannot be read (" + Printable.text(String.valueOf(cause)) + ")";
        return new GgufException(Printable.path(file) + ": " + trouble, cause);
    }
}
