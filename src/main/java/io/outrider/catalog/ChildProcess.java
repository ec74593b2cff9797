package io.outrider.catalog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A run of another program, to its end.
 *
 * @param exit its exit status
 * @param output the last lines that it wrote, cleaned of control characters
 */
record ChildProcess(int exit, String output) {

    private static final int POLL_MILLIS = 200;
    private static final int TAIL_LINES = 3;
    private static final int TAIL_CHARACTERS = 400;

    /**
     * Runs a program without input.
     *
     * @param folder where it runs; its output is kept there while it does
     * @param environment what is added to this process's own
     * @param limit after which it is ended
     * @param waiting called a few times a second
     * @throws IOException when it cannot be started or takes too long
     */
    static ChildProcess run(
            List<String> command,
            Path folder,
            Map<String, String> environment,
            Duration limit,
            Runnable waiting)
            throws IOException {
        Path log = Files.createTempFile(folder, "child", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            long polls = limit.toMillis() / POLL_MILLIS;
            while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                waiting.run();
                if (polls-- <= 0) {
                    throw new IOException(
                            "%s did not end within %d s"
                                    .formatted(command.getFirst(), limit.toSeconds()));
                }
            }
            return new ChildProcess(process.exitValue(), tail(log));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CatalogException("Interrupted while " + command.getFirst() + " ran.", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String tail(Path log) throws IOException {
        List<String> lines =
                new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> line.replaceAll("\\p{Cntrl}(\\[[0-9;]*m)?", "").strip())
                        .filter(line -> !line.isEmpty())
                        .toList();
        String tail =
                lines.stream()
                        .skip(Math.max(0, lines.size() - TAIL_LINES))
                        .collect(Collectors.joining(" / "));
        return tail.length() <= TAIL_CHARACTERS
                ? tail
                : "..." + tail.substring(tail.length() - TAIL_CHARACTERS);
    }
}
