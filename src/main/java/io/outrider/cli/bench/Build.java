package io.outrider.cli.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Which build of this program runs. */
final class Build {
    private Build() {}

    /**
     * A fingerprint of the program's own classes and resources but {@code cli}'s: a better table
     * must not throw measurements away. Of contents, not of times: building it again changes
     * nothing.
     *
     * @param started what {@code java -jar} was given; its neighbour {@code app} holds the program
     */
    static String of(Path started) throws IOException {
        Path folder = started.toAbsolutePath().resolveSibling("app");
        List<Path> jars = List.of(started);
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                jars = files.filter(each -> each.toString().endsWith(".jar")).sorted().toList();
            }
        }
        List<String> contents = new ArrayList<>();
        for (Path jar : jars) {
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                zip.stream()
                        .filter(Build::counts)
                        .map(entry -> entry.getName() + " " + Long.toHexString(entry.getCrc()))
                        .forEach(contents::add);
            }
        }
        contents.sort(String::compareTo);
        return digest(String.join("\n", contents));
    }

    private static boolean counts(ZipEntry entry) {
        String name = entry.getName();
        return !entry.isDirectory()
                && !name.startsWith("META-INF/")
                && !name.startsWith("io/outrider/cli/")
                && !name.startsWith("bench/");
    }

    private static String digest(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
                    .substring(0, 12);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
