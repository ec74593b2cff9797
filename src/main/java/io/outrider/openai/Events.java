package io.outrider.openai;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Server-sent events, as OpenAI frames them: {@code data: ...}, with the space, and an empty line.
 */
final class Events {
    private static final byte[] BEFORE = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AFTER = "\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);

    static byte[] frame(Wire.Document document) {
        return new Events().add(document).bytes();
    }

    Events add(Wire.Document document) {
        return data(Wire.bytes(document));
    }

    /** The event after which nothing comes. */
    Events done() {
        return data(DONE);
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    private Events data(byte[] line) {
        bytes.writeBytes(BEFORE);
        bytes.writeBytes(line);
        bytes.writeBytes(AFTER);
        return this;
    }
}
