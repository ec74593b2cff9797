package io.outrider.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The results as a Markdown page: losses as plainly as wins. */
final class Report {
    private final Results results;
    private final StringBuilder text = new StringBuilder();

    private Report(Results results) {
        this.results = results;
    }

    static String of(Results results) {
        return new Report(results).write();
    }

    private String write() {
        say("# Benchmark: " + results.name());
        say("");
        say(
                "Every ratio is of turns that stood side by side on one machine in one run: the"
                        + " contestants take turns, in the opposite order in every other"
                        + " repetition, and only one decodes at a time. Rates are tokens a second"
                        + " of all streams together, from the first stream's first token to the"
                        + " last end, or from the request where it says so; medians over"
                        + " repetitions. A server that starts to answer while it reads other"
                        + " streams' prompts looks worse by the first rate, one with slow prompts"
                        + " by the second, so promises about llama-server must hold by both."
                        + " Intervals are 95 %, by Student's t"
                        + " on the logarithms of paired ratios: over repetitions in a cell, over"
                        + " cells in a mean of cells. A cell is target/streams/workload/temperature.");
        say("");
        table(
                List.of("promise", "wanted", "measured", ""),
                Verdicts.of(results),
                List.of(
                        Verdict::what,
                        Verdict::wanted,
                        Verdict::measured,
                        verdict -> verdict.standing().word()));
        if (!results.cells().isEmpty()) {
            quiet();
            means();
            plots();
            rates();
            losses();
            streams();
            waits();
            gaps();
            engine();
        }
        findings();
        head();
        return text.toString();
    }

    /** A figure taken beside a busy neighbour must not pass for a quiet one. */
    private void quiet() {
        List<CellResult> disturbed =
                results.cells().stream().filter(cell -> !cell.disturbed().isEmpty()).toList();
        if (disturbed.isEmpty()) {
            say(
                    "No other program used more than %s cores during any turn."
                            .formatted(Bystanders.QUIET));
        } else {
            say(
                    "**The machine was not quiet**: other programs used more than %s cores in turns of %s."
                            .formatted(
                                    Bystanders.QUIET,
                                    String.join(
                                            ", ",
                                            disturbed.stream()
                                                    .map(
                                                            cell ->
                                                                    "%s (%d of %d)"
                                                                            .formatted(
                                                                                    cell.cell(),
                                                                                    cell.disturbed()
                                                                                            .size(),
                                                                                    cell.turns()
                                                                                            .size()))
                                                    .toList())));
        }
        say("");
    }

    private void means() {
        say("## Geometric means over " + results.cells().size() + " cells");
        say("");
        say("| ratio of rates | after the first token | from the request, prompts included |");
        say("|---|---|---|");
        mean(Contestant.AUTO, Contestant.NONE);
        say(
                "| Outrider `auto` / the better of llama-server's two | %s | %s |"
                        .formatted(
                                Verdicts.overBetterPeer(results, Turn::total),
                                Verdicts.overBetterPeer(results, Turn::fromRequest)));
        mean(Contestant.AUTO, Contestant.PEER_DRAFT);
        mean(Contestant.AUTO, Contestant.PEER_PLAIN);
        mean(Contestant.NONE, Contestant.PEER_PLAIN);
        mean(Contestant.PEER_DRAFT, Contestant.PEER_PLAIN);
        say("");
    }

    private void mean(Contestant one, Contestant other) {
        say(
                "| %s / %s | %s | %s |"
                        .formatted(
                                one.title(),
                                other.title(),
                                Verdicts.overall(results, one, other, Turn::total),
                                Verdicts.overall(results, one, other, Turn::fromRequest)));
    }

    private void plots() {
        for (Plots each : Plots.values()) {
            say("![%s](%s)".formatted(each.title(), each.file(results.name())));
            say("");
        }
    }

    private void rates() {
        say("## Tokens a second, all streams");
        say("");
        List<String> head = new ArrayList<>(titles("cell"));
        head.addAll(
                List.of(
                        "`auto` / `none`",
                        "`auto` / better llama-server",
                        "the same from the request"));
        List<Function<CellResult, String>> columns =
                new ArrayList<>(columns(cell -> who -> number(cell.median(who, Turn::total))));
        columns.add(
                cell -> cell.interval(Contestant.AUTO, Contestant.NONE, Turn::total).toString());
        columns.add(cell -> cell.overBetterPeer(Turn::total).toString());
        columns.add(cell -> cell.overBetterPeer(Turn::fromRequest).toString());
        table(head, results.cells(), columns);
    }

    private void losses() {
        say("## Where `auto` lost");
        say("");
        List<Function<CellResult, Double>> ratios =
                List.of(
                        cell -> own(cell, Turn::total),
                        cell -> own(cell, Turn::fromRequest),
                        cell -> cell.overBetterPeer(Turn::total).mean(),
                        cell -> cell.overBetterPeer(Turn::fromRequest).mean());
        List<CellResult> lost =
                results.cells().stream()
                        .filter(cell -> ratios.stream().anyMatch(ratio -> ratio.apply(cell) < 1))
                        .toList();
        if (lost.isEmpty()) {
            say("In no cell of this run, against its own `none` or llama-server.");
            say("");
            return;
        }
        List<Function<CellResult, String>> columns = new ArrayList<>();
        columns.add(cell -> cell.cell().toString());
        ratios.forEach(ratio -> columns.add(cell -> loss(ratio.apply(cell))));
        table(
                List.of(
                        "cell",
                        "against own `none`",
                        "from the request",
                        "against the better llama-server",
                        "from the request"),
                lost,
                columns);
    }

    private static String loss(double ratio) {
        return ratio < 1 ? String.format(Locale.ROOT, "**%.2f**", ratio) : number(ratio);
    }

    private static double own(CellResult cell, ToDoubleFunction<Turn> figure) {
        return cell.interval(Contestant.AUTO, Contestant.NONE, figure).mean();
    }

    private void streams() {
        say("## Tokens a second of each stream: median / slowest");
        say("");
        pairs(StreamRun::rate, Sorted::median, Sorted::min, 1);
    }

    private void waits() {
        say("## Seconds to the first token: median / longest");
        say("");
        pairs(StreamRun::patience, Sorted::median, Sorted::max, 1e3);
    }

    private void pairs(
            ToDoubleFunction<StreamRun> figure,
            ToDoubleFunction<Sorted> one,
            ToDoubleFunction<Sorted> other,
            double unit) {
        table(
                titles("cell"),
                results.cells(),
                columns(
                        cell ->
                                who -> {
                                    Sorted sorted =
                                            Sorted.of(
                                                    cell.streams(who)
                                                            .mapToDouble(figure)
                                                            .boxed()
                                                            .toList());
                                    return number(one.applyAsDouble(sorted) / unit)
                                            + " / "
                                            + number(other.applyAsDouble(sorted) / unit);
                                }));
    }

    private void gaps() {
        say("## Milliseconds between bursts of tokens: p50 / p99");
        say("");
        say(
                "Chunks closer than %.0f ms are one burst: a pass that accepted several tokens."
                        .formatted(StreamRun.BURST));
        say("");
        List<String> head = new ArrayList<>(titles("cell"));
        head.add("p99: `auto` / `none`");
        head.add("p99: llama-server on / off");
        List<Function<CellResult, String>> columns =
                new ArrayList<>(
                        columns(
                                cell ->
                                        who ->
                                                "%.0f / %.0f"
                                                        .formatted(
                                                                cell.gaps(who).median(),
                                                                cell.gaps(who).quantile(0.99))));
        columns.add(cell -> number(Verdicts.gapRatio(cell, Contestant.AUTO, Contestant.NONE)));
        columns.add(
                cell ->
                        number(
                                Verdicts.gapRatio(
                                        cell, Contestant.PEER_DRAFT, Contestant.PEER_PLAIN)));
        table(head, results.cells(), columns);
    }

    private void engine() {
        say("## Outrider's engine with `auto`");
        say("");
        say(
                "Rows of a target pass without prompts' rows; wasted rows are drafted tokens that"
                        + " were not kept, per token written; overhead is the share of wall time,"
                        + " from the request on, in which no pass ran (in brackets: `none`).");
        say("");
        table(
                List.of("cell", "acceptance", "rows per pass", "wasted rows per token", "overhead"),
                results.cells(),
                List.of(
                        cell -> cell.cell().toString(),
                        cell -> number(cell.engine(Contestant.AUTO).acceptance()),
                        cell -> number(cell.engine(Contestant.AUTO).rowsPerPass()),
                        cell ->
                                number(
                                        cell.engine(Contestant.AUTO).wasted()
                                                / cell.streams(Contestant.AUTO)
                                                        .mapToInt(StreamRun::tokens)
                                                        .sum()),
                        cell ->
                                "%s (%s)"
                                        .formatted(
                                                outside(cell, Contestant.AUTO),
                                                outside(cell, Contestant.NONE))));
    }

    private static String outside(CellResult cell, Contestant who) {
        double share = cell.engine(who).outsidePasses(cell.wallSeconds(who));
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private void findings() {
        for (Finding finding : results.findings()) {
            say("## Beside the cells: " + finding.name());
            say("");
            table(
                    List.of("figure", "value"),
                    finding.figures().entrySet(),
                    List.of(Map.Entry::getKey, entry -> number(entry.getValue())));
        }
    }

    private void head() {
        say("## Machine, builds, settings");
        say("");
        say("Started " + results.started() + ". " + repetitions() + prompts());
        say("");
        Stream.of(results.machine(), results.builds(), results.settings())
                .flatMap(each -> each.entrySet().stream())
                .forEach(entry -> say("- " + entry.getKey() + ": " + entry.getValue()));
    }

    private String repetitions() {
        List<Integer> counts =
                results.cells().stream().map(CellResult::repetitions).distinct().sorted().toList();
        return counts.isEmpty()
                ? ""
                : "Repetitions of each cell: "
                        + counts.getFirst()
                        + (counts.size() > 1 ? " to " + counts.getLast() : "")
                        + ". ";
    }

    /** Servers that render a template differently answer different prompts. */
    private String prompts() {
        long other =
                results.cells().stream()
                        .filter(
                                cell ->
                                        Stream.of(Contestant.values())
                                                        .map(who -> promptTokens(cell, who))
                                                        .distinct()
                                                        .count()
                                                > 1)
                        .count();
        return other == 0
                ? "All contestants counted the same prompt tokens in every cell."
                : "Contestants counted different prompt tokens in " + other + " cells.";
    }

    private static int promptTokens(CellResult cell, Contestant who) {
        return cell.streams(who).mapToInt(StreamRun::promptTokens).sum();
    }

    private static List<String> titles(String first) {
        return Stream.concat(
                        Stream.of(first), Stream.of(Contestant.values()).map(Contestant::title))
                .toList();
    }

    private static List<Function<CellResult, String>> columns(
            Function<CellResult, Function<Contestant, String>> figure) {
        List<Function<CellResult, String>> columns = new ArrayList<>();
        columns.add(cell -> cell.cell().toString());
        for (Contestant who : Contestant.values()) {
            columns.add(cell -> figure.apply(cell).apply(who));
        }
        return columns;
    }

    private <T> void table(List<String> head, Iterable<T> rows, List<Function<T, String>> columns) {
        if (head.size() != columns.size()) {
            throw new IllegalArgumentException(columns.size() + " columns under " + head);
        }
        say("| " + String.join(" | ", head) + " |");
        say("|" + "---|".repeat(head.size()));
        for (T row : rows) {
            say(
                    "| "
                            + String.join(
                                    " | ",
                                    columns.stream().map(column -> column.apply(row)).toList())
                            + " |");
        }
        say("");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.2f" : "%.1f", value);
    }

    private void say(String line) {
        text.append(line).append('\n');
    }
}
