package io.outrider.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code npm pack}: the archive as it lies in the registry. Nothing is installed, no script runs.
 */
final class NpmFetcher implements TarballFetcher {

    private static final Duration LIMIT = Duration.ofMinutes(20);

    private final Toolbox toolbox;

    NpmFetcher(Toolbox toolbox) {
        this.toolbox = toolbox;
    }

    @Override
    public Path fetch(NativeBuild build, Path folder) throws SourceFailure {
        Path npm =
                toolbox.find(Toolbox.Tool.NPM)
                        .orElseThrow(() -> new SourceFailure("npm is not on this machine"));
        try {
            ChildProcess pack =
                    ChildProcess.run(
                            List.of(
                                    npm.toString(),
                                    "pack",
                                    build.spec(),
                                    "--ignore-scripts",
                                    "--silent",
                                    "--fetch-retries=1",
                                    "--fetch-retry-mintimeout=1000"),
                            folder,
                            Map.of(),
                            LIMIT,
                            () -> {});
            if (pack.exit() != 0) {
                throw new SourceFailure(
                        "npm pack %s ends with status %d %s"
                                .formatted(build.spec(), pack.exit(), pack.output()));
            }
            return archive(folder, build);
        } catch (IOException e) {
            throw new SourceFailure("npm cannot be run: " + e.getMessage(), e);
        }
    }

    private static Path archive(Path folder, NativeBuild build) throws IOException, SourceFailure {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".tgz"))
                    .findFirst()
                    .orElseThrow(() -> new SourceFailure("npm left no archive of " + build.spec()));
        }
    }
}
