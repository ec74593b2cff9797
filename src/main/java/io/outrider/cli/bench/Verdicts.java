package io.outrider.cli.bench;

import io.outrider.cli.bench.Verdict.Standing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Every promise about speed, held against the results. */
final class Verdicts {
    private final Results results;

    private Verdicts(Results results) {
        this.results = results;
    }

    static List<Verdict> of(Results results) {
        Verdicts verdicts = new Verdicts(results);
        List<Verdict> all = new ArrayList<>();
        if (!results.cells().isEmpty()) {
            all.add(verdicts.neverSlower());
            all.add(verdicts.noCellBelow());
            all.add(verdicts.noStreamBelow());
            all.add(verdicts.mostCellsWon());
            all.add(verdicts.meanAbove(1.1));
            all.add(verdicts.meanAboveDraft(1.5));
            all.add(verdicts.gaps(2.5));
        }
        all.add(verdicts.single("F16/1/code/0", 2.0));
        all.add(verdicts.single("F16/1/code/1", 1.6));
        all.add(verdicts.single("Q4_K_M/1/edit/0", 1.3));
        all.add(verdicts.overhead(0.03));
        all.add(verdicts.longPrompt(2));
        all.add(
                Verdict.unknown(
                        "simulator against the best fixed plan",
                        "within 3 %, never under 0.98 of plain",
                        "not part of this run: `outrider simulate`"));
        return all;
    }

    /**
     * Geometric mean over cells of each cell's mean ratio; its interval takes cells as a sample.
     */
    static Interval overall(
            Results results, Contestant one, Contestant other, ToDoubleFunction<Turn> figure) {
        return Interval.of(
                results.cells().stream()
                        .map(cell -> cell.interval(one, other, figure).mean())
                        .toList());
    }

    /** The same against whichever of llama-server's settings was faster in each cell. */
    static Interval overBetterPeer(Results results, ToDoubleFunction<Turn> figure) {
        return Interval.of(
                results.cells().stream().map(cell -> cell.overBetterPeer(figure).mean()).toList());
    }

    /** The 99th percentile of gaps between bursts against plain decoding's. */
    static double gapRatio(CellResult cell, Contestant one, Contestant plain) {
        return cell.gaps(one).quantile(0.99) / cell.gaps(plain).quantile(0.99);
    }

    private Verdict neverSlower() {
        Interval mean = overall(results, Contestant.AUTO, Contestant.NONE, Turn::total);
        return new Verdict(
                "`auto` / `none`, geometric mean over cells",
                ">= 1.0",
                mean.toString(),
                Standing.of(mean.mean() >= 1));
    }

    private static Interval againstOwn(CellResult cell) {
        return cell.interval(Contestant.AUTO, Contestant.NONE, Turn::total);
    }

    private Verdict noCellBelow() {
        String what = "cells whose 95 % interval of `auto` / `none` lies below 0.97";
        if (results.cells().stream().anyMatch(cell -> againstOwn(cell).count() == 1)) {
            return Verdict.unknown(what, "none", "one repetition gives no interval");
        }
        List<String> below =
                results.cells().stream()
                        .filter(cell -> againstOwn(cell).high() < 0.97)
                        .map(cell -> cell.cell().toString())
                        .toList();
        long means =
                results.cells().stream().filter(cell -> againstOwn(cell).mean() < 0.97).count();
        // Few turns make wide intervals, under which a cell must be far to be found out.
        return new Verdict(
                what,
                "none",
                (below.isEmpty() ? "none" : String.join(", ", below))
                        + " (mean below 0.97: "
                        + means
                        + " of "
                        + results.cells().size()
                        + ")",
                Standing.of(below.isEmpty()));
    }

    private Verdict noStreamBelow() {
        List<Double> ratios =
                results.cells().stream().flatMap(cell -> cell.streamRatios().stream()).toList();
        if (ratios.isEmpty()) {
            return Verdict.unknown("slowest stream", ">= 0.85", "no stream had a rate");
        }
        Sorted sorted = Sorted.of(ratios);
        long below = ratios.stream().filter(ratio -> ratio < 0.85).count();
        return new Verdict(
                "slowest single stream of all turns, `auto` / `none` of the same stream",
                ">= 0.85",
                String.format(
                        Locale.ROOT,
                        "%.2f (%d of %d streams below)",
                        sorted.min(),
                        below,
                        ratios.size()),
                Standing.of(below == 0));
    }

    /** Against the other server a promise must hold by both measures; see {@link Turn}. */
    private Verdict mostCellsWon() {
        long won = won(Turn::total);
        long fromRequest = won(Turn::fromRequest);
        int all = results.cells().size();
        return new Verdict(
                "cells with `auto` >= the better of llama-server off and on",
                ">= 90 %",
                "%d of %d (from the request: %d)".formatted(won, all, fromRequest),
                Standing.of(Math.min(won, fromRequest) >= 0.9 * all));
    }

    private long won(ToDoubleFunction<Turn> figure) {
        return results.cells().stream()
                .filter(cell -> cell.overBetterPeer(figure).mean() >= 1)
                .count();
    }

    private Verdict meanAbove(double wanted) {
        return twice(
                "`auto` / the better of llama-server off and on, geometric mean",
                wanted,
                overBetterPeer(results, Turn::total),
                overBetterPeer(results, Turn::fromRequest));
    }

    private Verdict meanAboveDraft(double wanted) {
        return twice(
                "`auto` / llama-server with speculation, geometric mean",
                wanted,
                overall(results, Contestant.AUTO, Contestant.PEER_DRAFT, Turn::total),
                overall(results, Contestant.AUTO, Contestant.PEER_DRAFT, Turn::fromRequest));
    }

    private static Verdict twice(String what, double wanted, Interval total, Interval fromRequest) {
        return new Verdict(
                what,
                ">= " + wanted,
                total + "; from the request: " + fromRequest,
                Standing.of(Math.min(total.mean(), fromRequest.mean()) >= wanted));
    }

    private Verdict gaps(double wanted) {
        CellResult worst =
                results.cells().stream()
                        .max(
                                Comparator.comparingDouble(
                                        cell -> gapRatio(cell, Contestant.AUTO, Contestant.NONE)))
                        .orElseThrow();
        double ratio = gapRatio(worst, Contestant.AUTO, Contestant.NONE);
        return new Verdict(
                "p99 gap between bursts, `auto` / `none`, worst cell",
                "< " + wanted,
                String.format(Locale.ROOT, "%.2f (%s)", ratio, worst.cell()),
                Standing.of(ratio < wanted));
    }

    private Verdict single(String cell, double wanted) {
        String what = "`auto` / `none` in " + cell;
        Optional<CellResult> result = results.of(Cell.parse(cell));
        if (result.isEmpty()) {
            return Verdict.unknown(what, ">= " + wanted, "no such cell in this run");
        }
        Interval ratio = againstOwn(result.get());
        return new Verdict(
                what, ">= " + wanted, ratio.toString(), Standing.of(ratio.mean() >= wanted));
    }

    private Verdict overhead(double wanted) {
        String what =
                "engine time outside passes (llama_decode and the copy of wanted rows), 8 streams, `chain` 4, temperature 1, no"
                        + " truncation, share of wall time";
        Optional<Finding> finding = results.finding(Probes.OVERHEAD);
        if (finding.isEmpty()) {
            return Verdict.unknown(what, "<= 3 %", "no such measurement in this run");
        }
        double share = finding.get().figure("outsidePasses");
        return new Verdict(
                what,
                "<= 3 %",
                String.format(Locale.ROOT, "%.1f %%", 100 * share),
                Standing.of(share <= wanted));
    }

    private Verdict longPrompt(double wanted) {
        String what = "others' p99 gap while a long prompt arrives, against quiet";
        Optional<Finding> finding = results.finding(Probes.LONG_PROMPT + Contestant.AUTO.title());
        if (finding.isEmpty()) {
            return Verdict.unknown(what, "<= 2.0", "no such measurement in this run");
        }
        double ratio = finding.get().figure("ratio");
        return new Verdict(
                what,
                "<= 2.0",
                String.format(
                        Locale.ROOT,
                        "%.2f; its own first token after %.1f s (%.0f prompt tokens)",
                        ratio,
                        finding.get().figure("firstTokenSeconds"),
                        finding.get().figure("promptTokens")),
                Standing.of(ratio <= wanted));
    }
}
