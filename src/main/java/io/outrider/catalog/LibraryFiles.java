package io.outrider.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * llama.cpp's shared libraries in one folder, found by name pattern: builds call the same library
 * {@code libllama.so}, {@code libllama.so.0}, {@code libllama.cuda.v0.5.0.so}, {@code
 * libllama.metal.v0.4.0.dylib} or {@code llama.v0.4.0.dll}.
 *
 * @param folder from which ggml loads its backends
 * @param ggmlBase absent where everything is linked into one library
 * @param ggml absent where everything is linked into one library
 * @param llama the library with the C API
 * @param backends libraries that compute, one per processor generation or device
 */
public record LibraryFiles(
        Path folder,
        Optional<Path> ggmlBase,
        Optional<Path> ggml,
        Path llama,
        List<Path> backends) {

    private static final String SUFFIX = "(?:\\.[\\w.]+)?\\.(?:so|dylib|dll)(?:\\.\\d+)*";
    private static final Pattern BASE = Pattern.compile("(?:lib)?ggml-base" + SUFFIX);
    private static final Pattern GGML = Pattern.compile("(?:lib)?ggml" + SUFFIX);
    private static final Pattern LINKED_CPU = Pattern.compile("(?:lib)?ggml-cpu" + SUFFIX);
    private static final Pattern LLAMA = Pattern.compile("(?:lib)?llama" + SUFFIX);
    private static final Pattern BACKEND =
            Pattern.compile("(?:lib)?ggml-(?!base\\b)[\\w.-]+?\\.(?:so|dylib|dll)(?:\\.\\d+)*");
    private static final Pattern VERSION = Pattern.compile("\\.(v\\d+\\.\\d+\\.\\d+)\\.");

    public LibraryFiles {
        backends = List.copyOf(backends);
    }

    /** The libraries in a folder; empty when there is no llama library among its files. */
    static Optional<LibraryFiles> in(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> listing = Files.list(folder)) {
            List<Path> files = listing.filter(Files::isRegularFile).sorted().toList();
            return first(files, LLAMA)
                    .map(
                            llama ->
                                    new LibraryFiles(
                                            folder,
                                            first(files, BASE),
                                            first(files, GGML),
                                            llama,
                                            files.stream().filter(f -> is(f, BACKEND)).toList()));
        } catch (IOException e) {
            throw new CatalogException("The folder %s cannot be read: %s".formatted(folder, e), e);
        }
    }

    /** Whether a file of an archive belongs to llama.cpp's run time. */
    static boolean isWanted(String fileName) {
        return Stream.of(BASE, GGML, LLAMA, BACKEND)
                .anyMatch(pattern -> pattern.matcher(fileName).matches());
    }

    /**
     * The order in which they have to be loaded: each needs the ones before it. A build for one
     * kind of processor links its backend; one for many finds {@code ggml-cpu-<generation>} by
     * itself.
     */
    public List<Path> loadOrder() {
        return Stream.of(ggmlBase, first(backends, LINKED_CPU), ggml, Optional.of(llama))
                .flatMap(Optional::stream)
                .toList();
    }

    /** The version in the library's name, where it has one. */
    Optional<String> version() {
        Matcher matcher = VERSION.matcher(llama.getFileName().toString());
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Whether a backend for NVIDIA devices lies beside the others. */
    boolean hasCuda() {
        return backends.stream().anyMatch(file -> file.getFileName().toString().contains("cuda"));
    }

    private static Optional<Path> first(List<Path> files, Pattern pattern) {
        return files.stream().filter(file -> is(file, pattern)).findFirst();
    }

    private static boolean is(Path file, Pattern pattern) {
        return pattern.matcher(file.getFileName().toString()).matches();
    }
}
