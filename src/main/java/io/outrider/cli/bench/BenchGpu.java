package io.outrider.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The server with both models offloaded: what passes cost there, and {@code auto} against {@code
 * none}. Needs nothing but this program, its native libraries and the models of its preset; the
 * other server has no build for a GPU among the packages.
 */
@Command(
        name = "bench-gpu",
        description = "Measure pass times and `auto` against `none` with both models on a GPU.")
public final class BenchGpu implements Callable<Integer> {
    private static final PrintStream OUT = System.out;
    private static final int CELLS_A_STREAM = 1024;

    @Option(
            names = "--layers",
            description = "Layers of each model on the GPU (default 99; 0 needs no GPU).")
    private int layers = 99;

    @Option(
            names = "--streams",
            split = ",",
            description = "Numbers of streams to try (default 1,4,8,16).")
    private List<Integer> streams = List.of(1, 4, 8, 16);

    @Option(names = "--turns", description = "Turns of each comparison (default 3).")
    private int turns = 3;

    @Option(names = "--tokens", description = "Tokens of each answer (default 128).")
    private int tokens = 128;

    @Option(names = "--out", description = "Where the report goes.")
    private Path out = Path.of("docs/bench/gpu.md");

    private final Printed report = new Printed();

    @Override
    public Integer call() throws IOException {
        Optional<String> before = layers > 0 ? Optional.of(gpu()) : Optional.empty();
        List<String> prompts = Prompts.of(List.of()).of(Workload.CHAT);
        int most = streams.stream().mapToInt(Integer::intValue).max().orElse(1);
        try (ChildServer server = ChildServer.outrider(settings(most))) {
            head(before);
            compare(server, prompts);
            costs(server);
        }
        report.write(out);
        return 0;
    }

    private Map<String, String> settings(int most) {
        return Map.of(
                "OUTRIDER_GPU_LAYERS", String.valueOf(layers),
                "OUTRIDER_DRAFT_GPU_LAYERS", String.valueOf(layers),
                "OUTRIDER_SESSIONS", String.valueOf(most),
                "OUTRIDER_KV_CELLS", String.valueOf(CELLS_A_STREAM * most));
    }

    /** Name, driver and memory in use, as the driver's own tool tells. */
    private static String gpu() throws IOException {
        try {
            return String.join(
                    "; ",
                    Program.run(
                            List.of(
                                    "nvidia-smi",
                                    "--query-gpu=name,driver_version,memory.used",
                                    "--format=csv,noheader"),
                            Map.of()));
        } catch (IOException none) {
            throw new IOException(
                    "nvidia-smi tells of no GPU; --layers 0 tries this command without one", none);
        }
    }

    private void head(Optional<String> before) throws IOException {
        say("# With both models on a GPU");
        say("");
        if (before.isPresent()) {
            say(
                    "GPU before and after the models were loaded: "
                            + before.get()
                            + "; "
                            + gpu()
                            + ".");
        } else {
            say("No GPU was used: `--layers 0` only shows that the command runs.");
        }
        say("");
        Machine.description().forEach((name, value) -> say("- " + name + ": " + value));
        say(
                "- turns of each comparison: "
                        + turns
                        + ", "
                        + tokens
                        + " tokens a stream, chat,"
                        + " temperature 0");
        say("");
    }

    private void compare(ChildServer server, List<String> prompts) throws IOException {
        turn(server, Contestant.AUTO, prompts, 1, 0);
        turn(server, Contestant.NONE, prompts, 1, 0);
        say(
                "| streams | `auto`, tok/s | `none`, tok/s | `auto` / `none` | p99 gap, `auto` / `none` |");
        say("|---|---|---|---|---|");
        for (int count : streams) {
            List<Turn> all = new ArrayList<>();
            for (int turn = 0; turn < turns; turn++) {
                for (Contestant contestant : Contestant.order(turn)) {
                    if (contestant == Contestant.AUTO || contestant == Contestant.NONE) {
                        all.add(turn(server, contestant, prompts, count, turn));
                    }
                }
                OUT.printf("  %d streams, turn %d of %d%n", count, turn + 1, turns);
            }
            Cell cell = new Cell(Target.Q4_K_M, count, Workload.CHAT, 0);
            CellResult result = new CellResult(cell, "", all);
            say(
                    String.format(
                            Locale.ROOT,
                            "| %d | %.1f | %.1f | %s | %.2f |",
                            count,
                            result.median(Contestant.AUTO, Turn::total),
                            result.median(Contestant.NONE, Turn::total),
                            result.interval(Contestant.AUTO, Contestant.NONE, Turn::total),
                            Verdicts.gapRatio(result, Contestant.AUTO, Contestant.NONE)));
        }
        say("");
    }

    private Turn turn(
            ChildServer server, Contestant contestant, List<String> prompts, int count, int turn)
            throws IOException {
        List<Streams.Ask> asks =
                IntStream.range(0, count)
                        .mapToObj(stream -> ask(contestant, prompts, turn * count + stream))
                        .toList();
        List<StreamRun> runs = Streams.together(server.port(), asks);
        return new Turn(contestant, turn, runs, EngineCounts.NONE, 0);
    }

    private Streams.Ask ask(Contestant contestant, List<String> prompts, int number) {
        int prompt = number % prompts.size();
        Requests.Sampling greedy = Requests.Sampling.usual(0);
        return new Streams.Ask(
                prompt,
                Requests.of(
                        contestant, Requests.plain(prompts.get(prompt), tokens, greedy, number)),
                0);
    }

    /** What the server believes its passes to cost, after all this. */
    private void costs(ChildServer server) throws IOException {
        JsonNode pace = new JsonMapper().readTree(server.get("/outrider/pace").text());
        Map<Integer, String> target = milliseconds(pace.path("target"));
        Map<Integer, String> draft = milliseconds(pace.path("draft"));
        Set<Integer> rows = new TreeSet<>(target.keySet());
        rows.addAll(draft.keySet());
        say("## What a pass takes, milliseconds");
        say("");
        say("| rows | target | draft |");
        say("|---|---|---|");
        for (int count : rows) {
            say(
                    "| %d | %s | %s |"
                            .formatted(
                                    count,
                                    target.getOrDefault(count, ""),
                                    draft.getOrDefault(count, "")));
        }
    }

    private static Map<Integer, String> milliseconds(JsonNode curve) {
        Map<Integer, String> points = new HashMap<>();
        for (JsonNode point : curve.path("points")) {
            points.put(
                    point.path("rows").asInt(),
                    String.format(Locale.ROOT, "%.2f", 1e3 * point.path("seconds").asDouble()));
        }
        return points;
    }

    private void say(String line) {
        report.say(line);
    }
}
