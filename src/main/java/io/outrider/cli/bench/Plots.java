package io.outrider.cli.bench;

import io.outrider.cli.bench.DotPlot.Dot;
import io.outrider.cli.bench.DotPlot.Row;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The pictures of a run. */
enum Plots {
    AUTO_AGAINST_NONE("Outrider: auto / none, tokens a second, 95 % intervals"),
    AUTO_AGAINST_PEER(
            "Outrider auto / the better of llama-server's two, tokens a second, 95 % intervals"),
    GAPS("99th percentile of the gaps between bursts of tokens, milliseconds");

    private final String title;

    Plots(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** Name of its file. */
    String file(String run) {
        return run + "-" + name().toLowerCase(Locale.ROOT).replace('_', '-') + ".svg";
    }

    /** Draws it as SVG; there must be cells. */
    String draw(Results results) {
        return switch (this) {
            case AUTO_AGAINST_NONE ->
                    ratios(
                            results,
                            (cell, figure) ->
                                    cell.interval(Contestant.AUTO, Contestant.NONE, figure));
            case AUTO_AGAINST_PEER -> ratios(results, CellResult::overBetterPeer);
            case GAPS ->
                    new DotPlot(
                                    title,
                                    Stream.of(Contestant.values())
                                            .map(who -> who.title().replace("`", ""))
                                            .toList(),
                                    rows(results, Plots::gaps))
                            .draw(0);
        };
    }

    private String ratios(
            Results results, BiFunction<CellResult, ToDoubleFunction<Turn>, Interval> ratio) {
        return new DotPlot(
                        title,
                        List.of("after the first token", "from the request, prompts included"),
                        rows(
                                results,
                                cell ->
                                        List.of(
                                                Dot.of(0, ratio.apply(cell, Turn::total)),
                                                Dot.of(1, ratio.apply(cell, Turn::fromRequest)))))
                .draw(1);
    }

    private static List<Dot> gaps(CellResult cell) {
        return Arrays.stream(Contestant.values())
                .map(who -> Dot.of(who.ordinal(), Math.max(1, cell.gaps(who).quantile(0.99))))
                .toList();
    }

    private static List<Row> rows(Results results, Function<CellResult, List<Dot>> dots) {
        return results.cells().stream()
                .map(cell -> new Row(cell.cell().toString(), dots.apply(cell)))
                .toList();
    }
}
