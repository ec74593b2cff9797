package io.outrider.cli.simulate;

import io.outrider.cli.bench.DotPlot;
import io.outrider.cli.bench.DotPlot.Dot;
import io.outrider.cli.bench.DotPlot.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A run of the simulator as people read it: text, Markdown and a picture. */
final class Page {
    private static final String INTRODUCTION =
            """
            # Draft-length control, simulated

            `make simulate` runs the server's own control (packages `pace` and `acceptance`, stopped early as by the \
            method `auto`) on made-up pass times (GPU: a row more is nearly free; CPU: every row costs; stepped: tiles \
            of eight rows) and on those measured on two cores (Q4_K_M, Q8_0, F16), with made-up acceptance, against \
            the best fixed draft lengths: all lengths of 0 to 16 for each group of sessions, for the draft model and \
            for what is looked up, judged by true costs and true acceptance, none under 0.9 of its plain rate, no round longer than 2.4 plain ones.

            - The control sees calibrations and passes with 5 % noise and 1 % of outliers of three times; the books \
            are kept in true seconds and in tokens averaged over the target's verdicts, so they show decisions and \
            not luck.
            - Sessions are endless and begin with 100 tokens that the draft model has not read. Catching up is paid \
            for in full, but for the best fixed plan only where its own lookups leave the draft model behind.
            - *constant*: the draft model's confidence says nothing; *telling*: it separates easy from hard tokens, \
            which fixed lengths cannot use, so that ratios above 1 are possible.
            - The ratio to plain and the poorest session are the worst of *any* 500 rounds in a row, the first \
            included. *Beyond plain* is the share of time that as many plain rounds would not have taken; it is a \
            loss only where no draft pays.
            - Where the draft model gets better after it was given up, that can only be noticed by letting it read \
            all that was written meanwhile. Where reading along takes more than 2 % of the time, the promise to be \
            near the best plan contradicts the one about probing; it is not held against such rows (in brackets).
            """;

    private final List<Result> results;
    private final long seed;

    Page(List<Result> results, long seed) {
        this.results = List.copyOf(results);
        this.seed = seed;
    }

    static String line(Result result) {
        return String.format(
                Locale.ROOT,
                "%-52s %3d  %s%s  plan %s",
                result.scenario().label(),
                result.scenario().sessions(),
                List.of(Promise.values()).stream()
                        .map(promise -> String.format("%9s", figure(promise, result)))
                        .collect(Collectors.joining()),
                Promise.allKept(List.of(result)) ? "" : "  broken",
                plan(result));
    }

    static String heading() {
        return String.format(
                "%-52s %3s  %9s%9s%9s%9s",
                "scenario", "n", "to best", "to plain", "poorest", "beyond");
    }

    List<String> verdicts() {
        List<String> verdicts = new ArrayList<>();
        for (Promise promise : Promise.values()) {
            Optional<Result> closest = promise.closest(results);
            long broken = results.stream().filter(each -> !promise.isKept(each)).count();
            long concerned = results.stream().filter(promise::concerns).count();
            verdicts.add(
                    String.format(
                            Locale.ROOT,
                            "%s: wanted %s, worst %s; %s",
                            promise.what(),
                            promise.wanted(),
                            closest.map(
                                            each ->
                                                    promise.measured(each)
                                                            + " ("
                                                            + each.scenario()
                                                            + ")")
                                    .orElse("-"),
                            broken == 0
                                    ? "kept in all " + concerned
                                    : "broken in " + broken + " of " + concerned));
        }
        return verdicts;
    }

    String markdown(Map<Integer, Double> micros) {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        page.append("\nSeed ").append(seed).append("; the same seed gives the same figures.\n\n");
        verdicts().forEach(each -> page.append("- ").append(each).append('\n'));
        page.append("\nMicroseconds to make a plan (on the machine that wrote this page): ");
        page.append(
                micros.entrySet().stream()
                        .map(
                                each ->
                                        String.format(
                                                Locale.ROOT,
                                                "%.0f for %d",
                                                each.getValue(),
                                                each.getKey()))
                        .collect(Collectors.joining(", ")));
        page.append(" sessions.\n\n![auto against the best fixed plan](simulate.svg)\n\n");
        page.append("| scenario | sessions | to best fixed | to plain | poorest session |");
        page.append(" beyond plain | best fixed plan |\n|---|---|---|---|---|---|---|\n");
        for (Result result : results) {
            page.append("| ").append(result.scenario().label());
            page.append(" | ").append(result.scenario().sessions());
            for (Promise promise : Promise.values()) {
                String figure = figure(promise, result);
                page.append(" | ").append(promise.isKept(result) ? figure : "**" + figure + "**");
            }
            page.append(" | ").append(plan(result)).append(" |\n");
        }
        return page.toString();
    }

    private static String figure(Promise promise, Result result) {
        boolean excused = promise == Promise.BEST && !promise.concerns(result);
        return excused ? "(" + promise.measured(result) + ")" : promise.measured(result);
    }

    /** Lengths by group; before the bar those of lookups. */
    private static String plan(Result result) {
        return result.best().groups().stream()
                .map(String::valueOf)
                .collect(Collectors.joining("/"))
                .replace("|", "+");
    }

    /** Rates against the best fixed plan's. */
    String picture() {
        List<Integer> sessions =
                List.copyOf(
                        results.stream()
                                .map(each -> each.scenario().sessions())
                                .collect(Collectors.toCollection(TreeSet::new)));
        Map<String, List<Dot>> rows = new LinkedHashMap<>();
        for (Result result : results) {
            int series = sessions.indexOf(result.scenario().sessions());
            rows.computeIfAbsent(result.scenario().label(), label -> new ArrayList<>())
                    .add(Dot.of(series, result.toBest()));
        }
        return new DotPlot(
                        "auto / best fixed plan, by sessions, simulated",
                        sessions.stream().map(String::valueOf).toList(),
                        rows.entrySet().stream()
                                .map(each -> new Row(each.getKey(), each.getValue()))
                                .toList())
                .draw(1);
    }
}
