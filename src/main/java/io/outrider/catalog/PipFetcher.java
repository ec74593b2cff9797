package io.outrider.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * The ordinary pip client, so that a machine's mirrors, proxies and certificates count. Only ready
 * wheels are accepted: a source package would run its own build script.
 */
final class PipFetcher implements PackageFetcher {

    private static final Duration LIMIT = Duration.ofMinutes(30);

    private final Toolbox toolbox;

    PipFetcher(Toolbox toolbox) {
        this.toolbox = toolbox;
    }

    @Override
    public Path fetch(String name, String version, Path folder, LongConsumer fetched)
            throws SourceFailure {
        Path python =
                toolbox.find(Toolbox.Tool.PYTHON)
                        .orElseThrow(() -> new SourceFailure("there is no python3 to run pip"));
        try {
            Path wheels = Files.createDirectories(folder.resolve("wheels"));
            Path temporary = Files.createDirectories(folder.resolve("tmp"));
            ChildProcess pip =
                    ChildProcess.run(
                            command(python, name + "==" + version, wheels),
                            folder,
                            // pip writes here while it downloads: that is how progress is seen.
                            Map.of("TMPDIR", temporary.toString()),
                            LIMIT,
                            () -> fetched.accept(size(folder)));
            if (pip.exit() != 0) {
                throw new SourceFailure("pip: " + pip.output());
            }
            return onlyFile(wheels)
                    .orElseThrow(() -> new SourceFailure("pip left no wheel of " + name));
        } catch (IOException e) {
            throw new SourceFailure("pip cannot be run: " + e.getMessage(), e);
        }
    }

    private static List<String> command(Path python, String requirement, Path wheels) {
        return List.of(
                python.toString(),
                "-m",
                "pip",
                "download",
                "--no-deps",
                "--only-binary",
                ":all:",
                "--no-input",
                "--no-cache-dir",
                "--disable-pip-version-check",
                "--progress-bar",
                "off",
                "--quiet",
                "--retries",
                "1",
                "--dest",
                wheels.toString(),
                requirement);
    }

    private static Optional<Path> onlyFile(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.toList();
            return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
        }
    }

    private static long size(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException | java.io.UncheckedIOException e) {
            // Files come and go under pip's hands; the next look will see them.
            return 0;
        }
    }
}
