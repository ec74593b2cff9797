package io.outrider.catalog;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The programs of the machine that downloads lean on, and what it costs to do without them.
 *
 * <p>Nothing here is needed to serve a model that is already on disk.
 */
public final class Toolbox {

    /** A program, the names it goes by, and the price of its absence. */
    public enum Tool {
        PYTHON(
                "python3 with pip",
                "models come from Hugging Face or your own files only, not from Python packages",
                "python3",
                "python"),
        NPM(
                "npm",
                "llama.cpp's current libraries cannot be fetched: the old, slow one inside the"
                        + " Maven dependency serves, on loopback only, unless OUTRIDER_LLAMA_DIR"
                        + " names a build of your own",
                "npm.cmd",
                "npm");

        private final String title;
        private final String cost;
        private final String command;
        private final String alternative;

        Tool(String title, String cost, String command, String alternative) {
            this.title = title;
            this.cost = cost;
            this.command = command;
            this.alternative = alternative;
        }

        /** What to install. */
        public String title() {
            return title;
        }

        /** What happens without it. */
        public String cost() {
            return cost;
        }
    }

    private static final Duration PROBE_LIMIT = Duration.ofSeconds(20);

    private final List<Path> searchPath;

    /** Looks where the environment's {@code PATH} says. */
    public Toolbox(Map<String, String> environment) {
        this.searchPath =
                Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                        .filter(folder -> !folder.isBlank())
                        .flatMap(Toolbox::path)
                        .toList();
    }

    /** The program's file, if there is one. */
    public Optional<Path> find(Tool tool) {
        return Stream.of(tool.command, tool.command + ".exe", tool.alternative)
                .flatMap(name -> searchPath.stream().map(folder -> folder.resolve(name)))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /** Every tool that is not there, or is there and does not run. */
    public List<Tool> missing() {
        return Arrays.stream(Tool.values()).filter(tool -> !works(tool)).toList();
    }

    private boolean works(Tool tool) {
        return find(tool)
                .map(
                        file ->
                                switch (tool) {
                                    // Many systems ship python3 without pip.
                                    case PYTHON -> answers(file, "-m", "pip", "--version");
                                    case NPM -> true;
                                })
                .orElse(false);
    }

    private static boolean answers(Path program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        try {
            Path folder = Files.createTempDirectory("outrider-tools");
            try {
                return ChildProcess.run(command, folder, Map.of(), PROBE_LIMIT, () -> {}).exit()
                        == 0;
            } finally {
                Folders.delete(folder);
            }
        } catch (IOException e) {
            return false;
        }
    }

    /** One message about all missing tools; empty when there are none. */
    public Optional<String> complaint() {
        List<Tool> missing = missing();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        missing.stream()
                                .map(
                                        tool ->
                                                "%n  - %s; without it %s"
                                                        .formatted(tool.title, tool.cost))
                                .collect(Collectors.joining("", "Not found on this machine:", "")));
    }

    private static Stream<Path> path(String folder) {
        try {
            return Stream.of(Path.of(folder));
        } catch (InvalidPathException e) {
            // A broken entry in PATH is none of our business.
            return Stream.empty();
        }
    }
}
