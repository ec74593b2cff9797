package io.outrider.cli.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A short benchmark on this machine: the whole server against llama-bench, speculation against
 * plain decoding, host work, and memory. Ratios of runs that take turns, never single figures.
 */
@Command(
        name = "bench-smoke",
        description = "Compare with llama-bench, and speculation with plain decoding (15 minutes).")
public final class BenchSmoke implements Callable<Integer> {
    private static final PrintStream OUT = System.out;
    private static final String TARGET = "qwen2.5-coder-1.5b-instruct-q4_k_m";
    private static final String DRAFT = "qwen2.5-coder-0.5b-instruct-q4_k_m";
    private static final String CODE =
            "Write a Python function that returns the nth Fibonacci number, then one that checks"
                    + " whether a string is a palindrome, with doctests.";

    @Option(names = "--rounds", description = "Turns of each comparison (default 4).")
    private int rounds = 4;

    @Option(names = "--tokens", description = "Tokens of each run (default 128).")
    private int tokens = 128;

    @Option(names = "--out", description = "Where the report goes.")
    private Path out = Path.of("docs/bench/smoke.md");

    private final Printed report = new Printed();

    @Override
    public Integer call() throws IOException {
        Map<String, String> environment = System.getenv();
        int threads = Runtime.getRuntime().availableProcessors();
        Peer peer = Peer.ready(environment);
        Path target = peer.model(TARGET, environment);
        Path draft = peer.model(DRAFT, environment);
        say("# First measurements");
        say("");
        say(
                "`make bench-smoke`, "
                        + Machine.processor()
                        + ", "
                        + threads
                        + " threads, Java "
                        + Runtime.version().feature()
                        + ", "
                        + rounds
                        + " interleaved turns of "
                        + tokens
                        + " tokens; medians, with the lowest and highest turn in brackets."
                        + " Prompt: one coding task, chat template applied.");
        say("");
        plainAgainstLlamaBench(peer, target, draft, threads);
        methods(peer, target, draft, "Q4_K_M target, 0.5B Q4_K_M draft", 0);
        methods(peer, target, draft, "Q4_K_M target, 0.5B Q4_K_M draft", 1);
        Path wide = peer.requantised(target, "F16");
        Path quick = peer.requantised(draft, "Q4_0");
        methods(peer, wide, quick, "F16 target, 0.5B Q4_0 draft", 0);
        methods(peer, wide, quick, "F16 target, 0.5B Q4_0 draft", 1);
        report.write(out);
        return 0;
    }

    private Map<String, String> settings(Peer peer, Path target, Path draft) {
        return Map.of(
                "OUTRIDER_LLAMA_DIR", peer.folder().toString(),
                "OUTRIDER_TARGET", target.toString(),
                "OUTRIDER_DRAFT", draft.toString());
    }

    private String request(String method, int drafts, double temperature, int seed) {
        return """
               {"model":"outrider","stream":true,"stream_options":{"include_usage":true},\
               "max_tokens":%d,"temperature":%s,"seed":%d,\
               "speculative":{"method":"%s","draft_tokens":%d},\
               "messages":[{"role":"user","content":"%s"}]}"""
                .formatted(tokens, temperature, seed, method, drafts, CODE);
    }

    private void plainAgainstLlamaBench(Peer peer, Path target, Path draft, int threads)
            throws IOException {
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        try (ChildServer server = ChildServer.outrider(settings(peer, target, draft))) {
            server.stream(request("none", 1, 0, 1));
            warmUp(server, 0);
            for (int round = 0; round < rounds; round++) {
                // A, B, B, A: a drift of the machine's speed falls on both alike.
                boolean first = round % 2 == 0;
                double own = first ? server.stream(request("none", 1, 0, 1)).rate() : 0;
                double bench = peer.benchRate(target, tokens, threads);
                own = first ? own : server.stream(request("none", 1, 0, 1)).rate();
                ours.add(own);
                theirs.add(bench);
                ratios.add(own / bench);
                OUT.printf(Locale.ROOT, "  server %.1f, llama-bench %.1f tok/s%n", own, bench);
            }
            say("## Plain decoding through the whole server, against llama-bench");
            say("");
            say("| Q4_K_M target, same llama.cpp build and threads | tok/s |");
            say("|---|---|");
            say("| Outrider, `none`, over HTTP and SSE | " + spread(ours) + " |");
            say("| llama-bench tg" + tokens + " | " + spread(theirs) + " |");
            say("| ratio, turn by turn | **" + spread(ratios) + "** |");
            say("");
            say(memory(server, target, draft));
            say("");
        }
    }

    /** The JVM compiles while it first runs, on the cores that decode: not what is measured. */
    private void warmUp(ChildServer server, double temperature) throws IOException {
        for (String method : List.of("none", "chain", "block", "prompt-lookup")) {
            server.stream(request(method, 4, temperature, 1));
        }
    }

    private String memory(ChildServer server, Path target, Path draft) throws IOException {
        double heap = server.metric("jvm_memory_used_bytes{area=\"heap\"");
        return String.format(
                Locale.ROOT,
                "Memory of that server: %.0f MiB resident, of which weights %.0f MiB (mapped files),"
                        + " Java heap in use %.0f MiB (limit 512); the rest is key-value cache,"
                        + " compute buffers, rows of logits and the JVM itself.",
                server.residentBytes() / 1048576.0,
                (Files.size(target) + Files.size(draft)) / 1048576.0,
                heap / 1048576.0);
    }

    /** One way to ask. */
    private record Way(String method, int drafts) {
        @Override
        public String toString() {
            return "`" + method + "`" + (drafts > 0 ? ", draft_tokens " + drafts : "");
        }
    }

    private void methods(Peer peer, Path target, Path draft, String pair, double temperature)
            throws IOException {
        List<Way> ways =
                List.of(
                        new Way("none", 0),
                        new Way("chain", 2),
                        new Way("chain", 4),
                        new Way("block", 4),
                        new Way("prompt-lookup", 4));
        Map<Way, List<Double>> rates = new LinkedHashMap<>();
        Map<Way, List<Double>> ratios = new LinkedHashMap<>();
        Map<Way, List<Double>> host = new LinkedHashMap<>();
        try (ChildServer server = ChildServer.outrider(settings(peer, target, draft))) {
            warmUp(server, temperature);
            for (int round = 0; round < rounds; round++) {
                double plain = 0;
                for (Way way : ways) {
                    Passes before = Passes.of(server);
                    StreamRun timing =
                            server.stream(
                                    request(
                                            way.method(),
                                            Math.max(1, way.drafts()),
                                            temperature,
                                            round + 1));
                    Passes passes = Passes.of(server).minus(before);
                    plain = way.drafts() == 0 ? timing.rate() : plain;
                    rates.computeIfAbsent(way, none -> new ArrayList<>()).add(timing.rate());
                    ratios.computeIfAbsent(way, none -> new ArrayList<>())
                            .add(timing.rate() / plain);
                    host.computeIfAbsent(way, none -> new ArrayList<>())
                            .add(passes.host() / passes.target());
                    OUT.printf(Locale.ROOT, "  %s %.1f tok/s%n", way, timing.rate());
                }
            }
        }
        say("## " + pair + ", temperature " + temperature + ", code");
        say("");
        say("| method | tok/s | against `none`, same turn | host work / target passes |");
        say("|---|---|---|---|");
        for (Way way : ways) {
            say(
                    "| %s | %s | **%s** | %s |"
                            .formatted(
                                    way,
                                    spread(rates.getOrDefault(way, List.of())),
                                    spread(ratios.getOrDefault(way, List.of())),
                                    percent(host.getOrDefault(way, List.of()))));
        }
        say("");
    }

    /** Seconds in the target's passes, and on the host from a wake to the next wait. */
    private record Passes(double target, double host) {
        static Passes of(ChildServer server) throws IOException {
            double target = 0;
            double host = 0;
            for (String line : server.get("/metrics").text().split("\n", -1)) {
                if (line.startsWith("outrider_pass_seconds_sum")
                        && line.contains("role=\"target\"")) {
                    target += value(line);
                } else if (line.startsWith("outrider_host_seconds_total")) {
                    host += value(line);
                }
            }
            return new Passes(target, host);
        }

        private static double value(String line) {
            return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
        }

        Passes minus(Passes before) {
            return new Passes(target - before.target, host - before.host);
        }
    }

    private static String spread(List<Double> values) {
        Sorted sorted = Sorted.of(values);
        return String.format(
                Locale.ROOT, "%.2f (%.2f - %.2f)", sorted.median(), sorted.min(), sorted.max());
    }

    private static String percent(List<Double> values) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * Sorted.of(values).median());
    }

    private void say(String line) {
        report.say(line);
    }
}
