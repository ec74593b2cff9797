package io.outrider.cli.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.outrider.cli.bench.ChildServer;
import io.outrider.cli.bench.Stopwatch;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Lets a crowd of badly behaved clients use the packaged server for a while, and then looks what
 * they left behind: cells, sessions, memory, words in the log.
 */
@Command(
        name = "soak",
        description = "Let badly behaved clients use the server for a while; find what is left.")
public final class Soak implements Callable<Integer> {
    private static final PrintStream OUT = System.out;
    private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(10);
    private static final Duration READER_TIMEOUT = Duration.ofSeconds(6);
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration UNTIL_QUIET = Duration.ofSeconds(60);
    private static final double SHORTEST = 1.5;
    private static final int SESSIONS = 8;
    private static final int QUEUE = 4;
    private static final String PICTURE = "soak-memory.svg";

    /**
     * So long that the kernel's buffers, some 3 MB, are full after thirty events; an environment
     * variable of Linux holds no more.
     */
    private static final String HEAVY_NAME = "x".repeat(120_000);

    @Option(names = "--minutes", description = "How long clients come (default 20).")
    private double minutes = 20;

    @Option(names = "--pair", description = "The Qwen pair instead of the small model.")
    private boolean pair;

    @Option(names = "--seed", description = "What the clients draw from (default 1).")
    private long seed = 1;

    @Option(names = "--out", description = "Where the report goes.")
    private Path out = Path.of("docs/bench/soak.md");

    @Override
    public Integer call() throws IOException {
        if (minutes < SHORTEST) {
            throw new IllegalArgumentException("run for at least " + SHORTEST + " minutes");
        }
        Files.createDirectories(out.toAbsolutePath().getParent());
        try (ChildServer server = ChildServer.outrider(settings())) {
            try {
                return soak(server);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException(interrupted);
            } finally {
                Files.write(out.resolveSibling("soak.log"), server.log());
            }
        }
    }

    private Map<String, String> settings() {
        return Map.of(
                // The whole heap is touched at the start, so that what grows later is something
                // else.
                "JDK_JAVA_OPTIONS",
                "-Xms512m -XX:+AlwaysPreTouch",
                "OUTRIDER_PRESET",
                preset(),
                "OUTRIDER_SESSIONS",
                String.valueOf(SESSIONS),
                "OUTRIDER_QUEUE",
                String.valueOf(QUEUE),
                "OUTRIDER_ALIASES",
                HEAVY_NAME,
                "OUTRIDER_HTTP_READER_TIMEOUT",
                READER_TIMEOUT.toSeconds() + "s",
                "OUTRIDER_HTTP_PING_EVERY",
                "2s",
                "OUTRIDER_HTTP_MAX_UNSENT",
                "4M");
    }

    private String preset() {
        return pair ? "qwen-coder" : "small";
    }

    private int soak(ChildServer server) throws IOException, InterruptedException {
        List<String> methods = methods(server);
        Crowd crowd =
                new Crowd(
                        new Visitor(server.port(), PATIENCE),
                        new Visits(methods, HEAVY_NAME, READER_TIMEOUT),
                        seed);
        OUT.println("Clients come for " + minutes + " minutes; methods: " + methods + " and auto");
        double liveBefore = liveHeap(server);
        crowd.start();
        List<Sample> samples = watch(server, crowd.tally());
        OUT.println("Nobody comes any more; waiting for those who are there");
        int neverEnded = crowd.stop(PATIENCE);
        Rest rest = rest(server);
        double liveAfter = liveHeap(server);
        OptionalInt exitCode = server.stop();
        Evidence evidence =
                new Evidence(
                        crowd.tally().counts(),
                        crowd.tally().wrongs(),
                        neverEnded,
                        samples,
                        new Evidence.LiveHeap(liveBefore, liveAfter),
                        rest,
                        Complaints.in(server.log()),
                        exitCode);
        Verdict verdict = Verdict.of(evidence);
        Files.writeString(out.resolveSibling(PICTURE), MemoryPlot.svg(samples));
        Files.writeString(out, SoakReport.markdown(what(methods), PICTURE, evidence, verdict));
        OUT.println(verdict.isGood() ? "Nothing was found wrong." : "FAILED:");
        verdict.failures().forEach(OUT::println);
        OUT.println("Written to " + out);
        return verdict.isGood() ? 0 : 1;
    }

    private static List<String> methods(ChildServer server) throws IOException {
        JsonNode models = new ObjectMapper().readTree(server.get("/v1/models").text());
        List<String> methods = new ArrayList<>();
        for (JsonNode model : models.path("data")) {
            if (model.path("id").asText().equals("outrider")) {
                model.path("outrider").path("methods").forEach(each -> methods.add(each.asText()));
            }
        }
        if (methods.isEmpty()) {
            throw new IOException("/v1/models names no methods: " + models);
        }
        return methods;
    }

    private List<Sample> watch(ChildServer server, Tally tally) throws IOException {
        Stopwatch watch = new Stopwatch();
        List<Sample> samples = new ArrayList<>();
        samples.add(sample(server, watch));
        while (watch.seconds() < 60 * minutes) {
            ChildServer.pause(BETWEEN_SAMPLES);
            Sample now = sample(server, watch);
            OUT.println(line(samples.getLast(), now, tally));
            samples.add(now);
        }
        return samples;
    }

    private static Sample sample(ChildServer server, Stopwatch watch) throws IOException {
        Readings readings = Readings.parse(server.get("/metrics").text());
        return Sample.of(watch.seconds(), server.residentBytes(), readings);
    }

    private static String line(Sample before, Sample now, Tally tally) {
        return String.format(
                Locale.ROOT,
                "%5.0f s: %d answered, %d left, %d cut off, %d x 429, %d x 400, %d WRONG;"
                        + " %.0f tok/s; %.0f MiB; %d cells, %d + %d sessions",
                now.seconds(),
                tally.of(Outcome.ANSWERED),
                tally.of(Outcome.LEFT),
                tally.of(Outcome.CUT_OFF),
                tally.of(Outcome.OVERFLOWED),
                tally.of(Outcome.REFUSED),
                tally.of(Outcome.WRONG),
                (now.tokens() - before.tokens()) / (now.seconds() - before.seconds()),
                Verdict.mebibytes(now.residentBytes()),
                now.cells(),
                now.running(),
                now.waiting());
    }

    /** What is held once nothing moves any more, or when that takes too long. */
    private static Rest rest(ChildServer server) throws IOException {
        Stopwatch watch = new Stopwatch();
        while (true) {
            Rest rest = Rest.of(Readings.parse(server.get("/metrics").text()));
            if (rest.isQuiet() || watch.seconds() > UNTIL_QUIET.toSeconds()) {
                return rest;
            }
            ChildServer.pause(Duration.ofMillis(500));
        }
    }

    /** What is left of the Java heap after a full collection; bytes. */
    private static double liveHeap(ChildServer server) throws IOException {
        server.collectGarbage();
        return sample(server, new Stopwatch()).heapBytes();
    }

    private String what(List<String> methods) {
        return String.format(
                Locale.ROOT,
                "`outrider soak --minutes %s --seed %d%s` on %d cores of %s, Java %d: preset `%s`,"
                        + " %d sessions, a queue of %d, reader time-out %d s. Methods %s and auto;"
                        + " 8 to 16 clients with streamed requests at any time, one more that stops"
                        + " reading, rushes of 14 besides. The server's whole heap is touched at the"
                        + " start, so that what grows later is native memory.",
                minutes,
                seed,
                pair ? " --pair" : "",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.arch"),
                Runtime.version().feature(),
                preset(),
                SESSIONS,
                QUEUE,
                READER_TIMEOUT.toSeconds(),
                String.join(", ", methods));
    }
}
