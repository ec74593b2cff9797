package io.outrider.cli.bench;

import io.outrider.catalog.CacheFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The published benchmark: {@code auto} and {@code none} against llama-server without and with
 * speculation, on the same shared libraries, model files, prompts and seeds. What is finished is
 * kept in the cache, so that it goes on where it was interrupted.
 */
@Command(
        name = "bench",
        description =
                "Measure against llama-server: two hours; --extent quick ten minutes, full ten"
                        + " hours.")
public final class Bench implements Callable<Integer> {
    private static final PrintStream OUT = System.out;
    private static final String TARGET = "qwen2.5-coder-1.5b-instruct-q4_k_m";
    private static final String DRAFT = "qwen2.5-coder-0.5b-instruct-q4_k_m";

    /** The extremes first, so that a run that is interrupted has seen both. */
    private static final List<Target> ORDER = List.of(Target.F16, Target.Q4_K_M, Target.Q8_0);

    @Option(names = "--extent", description = "QUICK, CORE or FULL (default CORE).")
    private Extent extent = Extent.CORE;

    @Option(
            names = "--cell",
            description = "Only this cell, such as Q4_K_M/1/edit/0; may be repeated.")
    private List<String> only = List.of();

    @Option(names = "--repetitions", description = "Turns of each contestant in a cell.")
    private int repetitions;

    @Option(names = "--tokens", description = "Most tokens of an answer (default: the cell's).")
    private int tokens = Integer.MAX_VALUE;

    @Option(
            names = "--probes",
            description = "Also measure what lies beside the cells; CORE and FULL always do.")
    private boolean probes;

    @Option(names = "--fresh", description = "Forget what an earlier run has finished.")
    private boolean fresh;

    @Option(names = "--report", description = "Only write tables and plots again.")
    private boolean report;

    @Option(
            names = "--again",
            description = "Measure again what was measured while other programs were busy.")
    private boolean again;

    @Option(names = "--out", description = "Folder of the report.")
    private Path out = Path.of("docs/bench");

    @Override
    public Integer call() throws IOException {
        if (report) {
            publish(Results.read(out.resolve(name() + ".json")));
            return 0;
        }
        Map<String, String> environment = System.getenv();
        CacheFolder cache = CacheFolder.of(environment);
        Prompts prompts = Prompts.load(cache);
        Peer peer = Peer.ready(environment);
        Path target = peer.model(TARGET, environment);
        Path draft = peer.requantised(peer.model(DRAFT, environment), "Q4_0");
        Results blank = blank(peer, prompts);
        Path kept = cache.root().resolve("bench").resolve(name() + "-" + blank.key() + ".json");
        if (fresh) {
            Files.deleteIfExists(kept);
        }
        Results results = Files.exists(kept) ? Results.read(kept) : blank;
        if (again) {
            results = results.quietOnes();
        }
        List<Cell> left = new ArrayList<>();
        for (int repetition = 0; repetition < repetitions(); repetition++) {
            left.addAll(results.missing(cells(), repetition));
        }
        int before = repetitions() * cells().size() - left.size();
        OUT.printf(
                "%d cells, %d repetitions of each, %d finished before; results are kept in %s%n",
                cells().size(), repetitions(), before, kept);
        Progress progress = new Progress(left, before);
        Stopwatch watch = new Stopwatch();
        // Every cell once, then every cell again: whenever it is interrupted, as much is known of
        // all, and the repetitions of a cell see different hours of the machine.
        for (int repetition = 0; repetition < repetitions(); repetition++) {
            for (Target each : ORDER) {
                List<Cell> next =
                        results.missing(cells(), repetition).stream()
                                .filter(cell -> cell.target() == each)
                                .toList();
                boolean probe = probes(each, results);
                if (next.isEmpty() && !probe) {
                    continue;
                }
                OUT.println("Starting the servers of " + each);
                try (Field field = new Field(peer, weights(peer, target, each), draft)) {
                    Contest contest = new Contest(field, prompts, tokens);
                    contest.warmUp();
                    for (Cell cell : next) {
                        List<Turn> turns = quietly(contest, cell, repetition);
                        results = results.with(new CellResult(cell, now(), turns));
                        results.write(kept);
                        progress.finished(cell, watch.seconds());
                        say(results.of(cell).orElseThrow());
                        OUT.println("  " + progress);
                    }
                    if (probe) {
                        results = probed(results, new Probes(field, prompts, tokens));
                        results.write(kept);
                    }
                }
            }
        }
        publish(results);
        return 0;
    }

    /**
     * Measures once more where other programs were busy meanwhile. Which of the two is kept has
     * nothing to do with what was measured.
     */
    private static List<Turn> quietly(Contest contest, Cell cell, int repetition)
            throws IOException {
        List<Turn> turns = contest.repetition(cell, repetition);
        if (Turn.busiest(turns) <= Bystanders.QUIET) {
            return turns;
        }
        OUT.println("  the machine was not quiet; measuring that again");
        List<Turn> again = contest.repetition(cell, repetition);
        return Turn.busiest(again) < Turn.busiest(turns) ? again : turns;
    }

    private String name() {
        return only.isEmpty() ? extent.key() : "trial";
    }

    private List<Cell> cells() {
        return only.isEmpty() ? extent.cells() : only.stream().map(Cell::parse).distinct().toList();
    }

    private int repetitions() {
        return repetitions > 0 ? repetitions : extent.repetitions();
    }

    /** The short runs have no time for what lies beside the cells. */
    private boolean probes(Target target, Results results) {
        return target == Target.Q4_K_M
                && (probes || (only.isEmpty() && extent != Extent.QUICK))
                && results.findings().isEmpty();
    }

    private static Results probed(Results results, Probes probes) throws IOException {
        OUT.println("  overhead of the engine");
        Results more = results.with(probes.overhead());
        for (Contestant contestant : Probes.tried()) {
            OUT.println("  a long prompt arriving, " + contestant.title());
            more = more.with(probes.longPrompt(contestant));
        }
        return more;
    }

    private static Path weights(Peer peer, Path target, Target type) throws IOException {
        return switch (type) {
            case Q4_K_M -> target;
            case Q8_0, F16 -> peer.requantised(target, type.name());
        };
    }

    private static void say(CellResult result) {
        OUT.printf(
                Locale.ROOT,
                "%s: auto %.1f, none %.1f, llama-server off %.1f, on %.1f tok/s; auto / none %s%n",
                result.cell(),
                result.median(Contestant.AUTO, Turn::total),
                result.median(Contestant.NONE, Turn::total),
                result.median(Contestant.PEER_PLAIN, Turn::total),
                result.median(Contestant.PEER_DRAFT, Turn::total),
                result.interval(Contestant.AUTO, Contestant.NONE, Turn::total));
        if (!result.disturbed().isEmpty()) {
            OUT.printf(
                    "  the machine was not quiet in %d of %d turns%n",
                    result.disturbed().size(), result.turns().size());
        }
    }

    private Results blank(Peer peer, Prompts prompts) throws IOException {
        Map<String, String> builds = new LinkedHashMap<>();
        builds.put("Outrider", Build.of(Path.of(System.getProperty("java.class.path"))));
        builds.put("llama.cpp, for all", peer.version());
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("target", TARGET + ", requantised for Q8_0 and F16");
        settings.put("draft", DRAFT + ", requantised to Q4_0");
        settings.put(
                "tokens of an answer",
                (tokens == Integer.MAX_VALUE ? "" : "at most " + tokens + ": ")
                        + "128 for one stream, 96 each for two, 64 for more");
        settings.putAll(Requests.settings());
        settings.putAll(Field.settings());
        settings.put("prompts", Integer.toHexString(prompts.fingerprint()));
        return new Results(
                name(), now(), Machine.description(), builds, settings, List.of(), List.of());
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private void publish(Results results) throws IOException {
        results.write(out.resolve(name() + ".json"));
        Files.writeString(out.resolve(name() + ".md"), Report.of(results));
        if (!results.cells().isEmpty()) {
            for (Plots each : Plots.values()) {
                Files.writeString(out.resolve(each.file(name())), each.draw(results));
            }
        }
        OUT.println("Written to " + out.resolve(name() + ".md"));
        Verdicts.of(results)
                .forEach(
                        each ->
                                OUT.printf(
                                        "  %s: wanted %s, measured %s (%s)%n",
                                        each.what(),
                                        each.wanted(),
                                        each.measured(),
                                        each.standing().word()));
    }
}
