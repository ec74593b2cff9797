package io.outrider.cli.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A report that is printed while it grows, and written when it is complete. */
final class Printed {
    private static final PrintStream OUT = System.out;

    private final StringBuilder report = new StringBuilder();

    void say(String line) {
        OUT.println(line);
        report.append(line).append('\n');
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, report.toString());
        OUT.println("Written to " + file);
    }
}
