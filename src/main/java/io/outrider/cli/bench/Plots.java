package io.outrider.cli.bench;

import io.outrider.cli.bench.DotPlot.Dot;
import io.outrider.cli.bench.DotPlot.Row;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
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
                    new DotPlot(
                                    title,
                                    List.of("auto / none"),
                                    rows(
                                            results,
                                            cell ->
                                                    List.of(
                                                            Dot.of(
                                                                    0,
                                                                    cell.interval(
                                                                            Contestant.AUTO,
                                                                            Contestant.NONE,
                                                                            Turn::total)))))
                            .draw(1);
            case AUTO_AGAINST_PEER ->
                    new DotPlot(
                                    title,
                                    List.of("auto / better llama-server"),
                                    rows(
                                            results,
                                            cell ->
                                                    List.of(
                                                            Dot.of(
                                                                    0,
                                                                    cell.interval(
                                                                            Contestant.AUTO,
                                                                            cell.betterPeer(
                                                                                    Turn::total),
                                                                            Turn::total)))))
                            .draw(1);
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
