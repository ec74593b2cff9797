package io.outrider.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What this machine is, as far as the system tells. */
final class Machine {
    private Machine() {}

    /** For the head of a report. */
    static Map<String, String> description() throws IOException {
        Map<String, String> machine = new LinkedHashMap<>();
        machine.put("processor", processor());
        machine.put("cores", String.valueOf(cores()));
        first(Path.of("/proc/meminfo"), "MemTotal").ifPresent(kb -> machine.put("memory", kb));
        machine.put(
                "system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("java", Runtime.version().toString());
        return machine;
    }

    static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    static String processor() throws IOException {
        return first(Path.of("/proc/cpuinfo"), "model name").orElse(System.getProperty("os.arch"));
    }

    private static Optional<String> first(Path file, String name) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst();
    }
}
