package io.outrider.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

final class ReportTest {
    private static final Cell CODE = Cell.parse("F16/1/code/0");
    private static final Cell CHAT = Cell.parse("Q4_K_M/4/chat/1");

    /** A stream of so many tokens a second, each chunk one token. */
    private static StreamRun run(double rate) {
        List<Double> arrivals = new ArrayList<>();
        for (int token = 0; token < 101; token++) {
            arrivals.add(500 + token * 1e3 / rate);
        }
        return new StreamRun(0, 20, 101, "length", 0, arrivals);
    }

    /** Rates of auto, none, llama-server off and on; the first is that of each repetition. */
    private static CellResult cell(Cell cell, double[] auto, double none, double off, double on) {
        List<Turn> turns = new ArrayList<>();
        for (int repetition = 0; repetition < auto.length; repetition++) {
            double[] rates = {auto[repetition], none, off, on};
            for (Contestant who : Contestant.values()) {
                List<StreamRun> runs = new ArrayList<>();
                for (int stream = 0; stream < cell.streams(); stream++) {
                    runs.add(run(rates[who.ordinal()]));
                }
                turns.add(
                        new Turn(
                                who,
                                repetition,
                                runs,
                                who == Contestant.AUTO
                                        ? new EngineCounts(50, 100, 50, 3, 1, 80, 60, 20)
                                        : EngineCounts.NONE,
                                cell.equals(CHAT) && who == Contestant.NONE ? 0.5 : 0.05));
            }
        }
        return new CellResult(cell, "2026-01-01T00:00:00Z", turns);
    }

    private static Results blank(Map<String, String> settings) {
        return new Results(
                "core",
                "2026-01-01T00:00:00Z",
                Map.of("processor", "a & b"),
                Map.of("Outrider", "abc"),
                settings,
                List.of(),
                List.of());
    }

    private static Results results() {
        return blank(Map.of("tokens", "64"))
                .with(cell(CODE, new double[] {20, 22, 24.2}, 10, 11, 20))
                .with(cell(CHAT, new double[] {9, 9, 9}, 10, 12, 6))
                .with(
                        new Finding(
                                Probes.OVERHEAD,
                                Map.of("outsidePasses", 0.021, "wallSeconds", 9.0)));
    }

    private static Verdict verdict(Results results, String start) {
        return Verdicts.of(results).stream()
                .filter(each -> each.what().startsWith(start))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void ratiosArePairedByRepetition() {
        CellResult cell = results().of(CODE).orElseThrow();
        Interval ratio = cell.interval(Contestant.AUTO, Contestant.NONE, Turn::total);

        // 2, 2.2 and 2.42: steps of 10 %, so the mean is the middle one; t of 2 is 4.303.
        double half = 4.303 * Math.log(1.1) / Math.sqrt(3);
        assertThat(ratio.mean()).isCloseTo(2.2, within(1e-9));
        assertThat(ratio.low()).isCloseTo(2.2 * Math.exp(-half), within(1e-9));
        assertThat(cell.betterPeer(Turn::total)).isEqualTo(Contestant.PEER_DRAFT);
        assertThat(results().of(CHAT).orElseThrow().betterPeer(Turn::total))
                .isEqualTo(Contestant.PEER_PLAIN);
    }

    @Test
    void promisesAreHeldAgainstTheCells() {
        Results results = results();

        assertThat(verdict(results, "`auto` / `none`, geometric mean").standing())
                .isEqualTo(Verdict.Standing.MET);
        assertThat(verdict(results, "`auto` / `none`, geometric mean").measured())
                .startsWith("1.41 (");
        assertThat(verdict(results, "cells whose 95 %"))
                .returns("Q4_K_M/4/chat/1 (mean below 0.97: 1 of 2)", Verdict::measured)
                .returns(Verdict.Standing.MISSED, Verdict::standing);
        assertThat(verdict(results, "slowest single stream"))
                .returns("0.90 (0 of 15 streams below)", Verdict::measured)
                .returns(Verdict.Standing.MET, Verdict::standing);
        assertThat(verdict(results, "cells with `auto` >="))
                .returns("1 of 2 (from the request: 1)", Verdict::measured)
                .returns(Verdict.Standing.MISSED, Verdict::standing);
        assertThat(verdict(results, "`auto` / `none` in F16/1/code/0").standing())
                .isEqualTo(Verdict.Standing.MET);
        assertThat(verdict(results, "`auto` / `none` in F16/1/code/1").standing())
                .isEqualTo(Verdict.Standing.UNKNOWN);
        assertThat(verdict(results, "engine time outside"))
                .returns("2.1 %", Verdict::measured)
                .returns(Verdict.Standing.MET, Verdict::standing);
        assertThat(verdict(results, "p99 gap").standing()).isEqualTo(Verdict.Standing.MET);
    }

    @Test
    void lossesAreListed() {
        String report = Report.of(results());
        String losses =
                report.substring(
                        report.indexOf("## Where `auto` lost"),
                        report.indexOf("## Tokens a second of each stream"));

        assertThat(losses)
                .contains("| Q4_K_M/4/chat/1 | **0.90** | **0.90** | **0.75** | **0.76** |")
                .doesNotContain("F16");
        assertThat(report)
                .contains(
                        "other programs used more than 0.1 cores in turns of Q4_K_M/4/chat/1 (3 of 12).")
                .contains("- processor: a & b")
                .contains("- tokens: 64")
                .contains("the same prompt tokens in every cell")
                .doesNotContain("NaN");
    }

    @Test
    void picturesAreWellFormedAndShowEveryCell() throws Exception {
        for (Plots plot : Plots.values()) {
            Document picture =
                    DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(new InputSource(new StringReader(plot.draw(results()))));

            assertThat(picture.getDocumentElement().getNodeName()).isEqualTo("svg");
            assertThat(picture.getDocumentElement().getTextContent())
                    .contains("prefers-color-scheme: dark", "F16/1/code/0", "Q4_K_M/4/chat/1");
            assertThat(picture.getElementsByTagName("path").getLength()).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void whatIsFinishedIsSkippedAfterAnInterruption(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("runs").resolve("core.json");
        results().write(file);

        Results again = Results.read(file);

        assertThat(again).isEqualTo(results());
        List<Cell> wanted = List.of(CODE, Cell.parse("F16/2/edit/0"), CHAT);
        assertThat(again.missing(wanted, 2)).containsExactly(Cell.parse("F16/2/edit/0"));
        assertThat(again.missing(wanted, 3)).isEqualTo(wanted);
        assertThat(again.key()).isEqualTo(blank(Map.of("tokens", "64")).key());
    }

    @Test
    void repetitionsOfACellMayComeOneAfterTheOther() {
        CellResult whole = cell(CODE, new double[] {20, 22, 24.2}, 10, 11, 20);
        Results results = blank(Map.of());
        for (int repetition = 0; repetition < 3; repetition++) {
            assertThat(results.missing(List.of(CODE), repetition)).containsExactly(CODE);
            int now = repetition;
            List<Turn> turns =
                    whole.turns().stream().filter(turn -> turn.repetition() == now).toList();
            results = results.with(new CellResult(CODE, whole.measured(), turns));
        }
        assertThat(results.cells()).containsExactly(whole);
    }

    @Test
    void otherSettingsAreAnotherRun() {
        assertThat(blank(Map.of("tokens", "96")).key())
                .isNotEqualTo(blank(Map.of("tokens", "64")).key());
    }

    @Test
    void aBuildIsKnownByWhatItHoldsOutsideTheCommands(@TempDir Path folder) throws IOException {
        Path jar = folder.resolve("a.jar");
        write(
                jar,
                1,
                Map.of("io/outrider/engine/Engine.class", "e", "io/outrider/cli/X.class", "x"));
        String build = Build.of(jar);

        write(
                jar,
                2,
                Map.of("io/outrider/engine/Engine.class", "e", "io/outrider/cli/X.class", "y"));
        assertThat(Build.of(jar)).isEqualTo(build);
        write(
                jar,
                1,
                Map.of("io/outrider/engine/Engine.class", "f", "io/outrider/cli/X.class", "x"));
        assertThat(Build.of(jar)).isNotEqualTo(build);
    }

    private static void write(Path jar, long time, Map<String, String> files) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setTime(time * 1_000_000_000_000L);
                zip.putNextEntry(entry);
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
    }
}
