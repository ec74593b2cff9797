package io.outrider.catalog;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** A made-up model file and its pin. */
final class Bytes {

    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    byte[] content() {
        return content.clone();
    }

    static Bytes of(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return new Bytes(content);
    }

    ModelEntry entry(Source... sources) {
        return new ModelEntry(
                "toy", "Toy", "toy.gguf", content.length, sha256(), "MIT", List.of(sources));
    }

    String sha256() {
        return HexFormat.of().formatHex(digest("SHA-256", content));
    }

    static byte[] digest(String algorithm, byte[] content) {
        try {
            return MessageDigest.getInstance(algorithm).digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
