package io.outrider.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 of files, remembered beside the cache so that a start need not read gigabytes again. A
 * note holds for one path, size and modification time.
 */
final class Checksums {

    private static final int CHUNK = 1 << 20;

    private final Path notes;

    Checksums(Path notes) {
        this.notes = notes;
    }

    /** Whether the file is the model's, by a note if there is one, else by reading all of it. */
    boolean match(Path file, ModelEntry model) throws IOException {
        if (Files.size(file) != model.bytes()) {
            return false;
        }
        if (noted(file, model)) {
            return true;
        }
        boolean matches = sha256(file).equals(model.sha256());
        if (matches) {
            note(file, model);
        }
        return matches;
    }

    /** Remembers that the file was seen to be the model's. */
    void note(Path file, ModelEntry model) throws IOException {
        Files.createDirectories(notes);
        Files.writeString(notes.resolve(model.sha256()), stamp(file));
    }

    private boolean noted(Path file, ModelEntry model) throws IOException {
        Path note = notes.resolve(model.sha256());
        return Files.exists(note) && Files.readString(note).equals(stamp(file));
    }

    private static String stamp(Path file) throws IOException {
        return "%s%n%d%n%s%n"
                .formatted(file.toRealPath(), Files.size(file), Files.getLastModifiedTime(file));
    }

    static String sha256(Path file) throws IOException {
        return HexFormat.of().formatHex(digest("SHA-256", file));
    }

    static byte[] sha512(Path file) throws IOException {
        return digest("SHA-512", file);
    }

    private static byte[] digest(String algorithm, Path file) throws IOException {
        MessageDigest digest = named(algorithm);
        byte[] chunk = new byte[CHUNK];
        try (InputStream in = Files.newInputStream(file)) {
            int read;
            while ((read = in.read(chunk)) >= 0) {
                digest.update(chunk, 0, read);
            }
        }
        return digest.digest();
    }

    private static MessageDigest named(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
