package io.outrider.llama;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own for what might end one: same class path, same flags as in production.
 *
 * @param exitCode 0 when all went well, above 128 when a signal ended it
 * @param output of both streams
 */
record ChildJvm(int exitCode, String output) {
    private static final long MINUTES = 3;

    /**
     * Runs a class to its end.
     *
     * @param options for the JVM, such as system properties
     */
    static ChildJvm run(Class<?> main, List<String> options, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--add-modules=jdk.incubator.vector",
                        "-XX:-CreateCoredumpOnCrash",
                        "-XX:ErrorFile=" + Natives.FOLDER.resolve("crash-%p.log"),
                        "-Xmx512m"));
        command.addAll(options);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        Files.createDirectories(Natives.FOLDER);
        Path output = Files.createTempFile(Natives.FOLDER, "child-", ".log");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                throw new IOException(
                        main.getSimpleName()
                                + " did not end: "
                                + Files.readString(output, StandardCharsets.UTF_8));
            }
            return new ChildJvm(
                    process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }
}
