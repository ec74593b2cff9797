package io.outrider.cli.simulate;

import io.outrider.cli.bench.Stopwatch;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Holds the draft-length control against the best fixed plan; 1 when a promise is broken. */
@Command(
        name = "simulate",
        description = "Simulate the draft-length control against the best fixed draft lengths.")
public final class Simulate implements Callable<Integer> {
    private static final PrintStream OUT = System.out;

    @Option(names = "--seed", description = "Of all chance (default 1).")
    private long seed = 1;

    @Option(names = "--only", description = "Only scenarios whose name contains this; no page.")
    private String only = "";

    @Option(names = "--sessions", description = "Only up to so many (default 256); fewer: no page.")
    private int sessions = Field.MOST_SESSIONS;

    @Option(names = "--out", description = "Folder of the page.")
    private Path out = Path.of("docs/bench");

    @Override
    public Integer call() throws IOException {
        Stopwatch watch = new Stopwatch();
        List<Result> results = new ArrayList<>();
        OUT.println(Page.heading());
        for (Scenario scenario : Field.all()) {
            if (scenario.toString().contains(only) && scenario.sessions() <= sessions) {
                Control control = Control.auto(scenario.mostRows());
                results.add(Result.of(scenario, control, seed));
                OUT.println(Page.line(results.getLast()));
            }
        }
        Page page = new Page(results, seed);
        page.verdicts().forEach(OUT::println);
        if (only.isEmpty() && sessions >= Field.MOST_SESSIONS) {
            Files.createDirectories(out);
            Files.writeString(out.resolve("simulate.md"), page.markdown(PlanTimes.measure()));
            Files.writeString(out.resolve("simulate.svg"), page.picture());
            OUT.println("Written to " + out.resolve("simulate.md"));
        }
        OUT.printf(Locale.ROOT, "%d scenarios in %.0f s%n", results.size(), watch.seconds());
        return Promise.allKept(results) ? 0 : 1;
    }
}
