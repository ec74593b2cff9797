package io.outrider.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs another program to its end. */
final class Program {
    private Program() {}

    /**
     * The lines that it wrote.
     *
     * @param settings added to this process's environment
     * @throws IOException with its output if it fails
     */
    static List<String> run(List<String> command, Map<String, String> settings) throws IOException {
        Path output = Files.createTempFile("outrider-bench-", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().putAll(settings);
        try {
            int code = builder.start().waitFor();
            List<String> lines = Files.readAllLines(output);
            if (code != 0) {
                throw new IOException(command.getFirst() + " failed:\n" + String.join("\n", lines));
            }
            return lines;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
