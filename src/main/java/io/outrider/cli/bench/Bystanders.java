package io.outrider.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Processor time so far, in seconds of one core: tells what other programs took while we measured.
 * llama.cpp's threads spin at barriers, so that one busy neighbour can cost tenfold; a figure taken
 * beside one must not pass for a quiet one. All 0 where the system does not tell.
 *
 * @param busy all programs together, and what a hypervisor took away
 * @param idle nobody
 * @param own this program and its servers
 */
record Bystanders(double busy, double idle, double own) {
    /** More than this many cores' worth of others is worth a warning. */
    static final double QUIET = 0.1;

    private static final Path STAT = Path.of("/proc/stat");

    /** Linux counts in hundredths, whatever its own clock does. */
    private static final double TICKS = 100;

    static Bystanders now(List<ProcessHandle> servers) throws IOException {
        if (!Files.exists(STAT)) {
            return new Bystanders(0, 0, 0);
        }
        double own = seconds(ProcessHandle.current());
        for (ProcessHandle server : servers) {
            own += seconds(server);
        }
        return of(Files.readString(STAT), own);
    }

    private static double seconds(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }

    /**
     * Reads the first line of {@code /proc/stat}: user, nice, system, idle, iowait, irq, softirq,
     * steal (proc(5)).
     */
    static Bystanders of(String stat, double own) {
        String[] words = stat.lines().findFirst().orElse("").split("\\s+", -1);
        double busy = 0;
        double idle = 0;
        for (int i = 1; i <= 8; i++) {
            double seconds = Double.parseDouble(words[i]) / TICKS;
            if (i == 4 || i == 5) {
                idle += seconds;
            } else {
                busy += seconds;
            }
        }
        return new Bystanders(busy, idle, own);
    }

    /** Cores' worth of others since then. */
    double since(Bystanders before, int cores) {
        double all = busy + idle - before.busy - before.idle;
        double others = busy - before.busy - (own - before.own);
        return all <= 0 ? 0 : Math.max(0, others) / all * cores;
    }
}
