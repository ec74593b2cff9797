package io.outrider.cli.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run of the benchmark, finished or not: enough to compute every figure again.
 *
 * @param name of the run
 * @param started when, in ISO-8601
 * @param machine what it ran on
 * @param builds what was measured
 * @param settings how
 * @param cells those with a finished repetition
 * @param findings of measurements outside the cells
 */
record Results(
        String name,
        String started,
        Map<String, String> machine,
        Map<String, String> builds,
        Map<String, String> settings,
        List<CellResult> cells,
        List<Finding> findings) {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

    Results {
        machine = new LinkedHashMap<>(machine);
        builds = new LinkedHashMap<>(builds);
        settings = new LinkedHashMap<>(settings);
        cells = List.copyOf(cells);
        findings = List.copyOf(findings);
    }

    /** Machine, builds and settings in short: what was measured with another key is another run. */
    String key() {
        try {
            byte[] text =
                    JSON.writeValueAsString(List.of(name, machine, builds, settings))
                            .getBytes(StandardCharsets.UTF_8);
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text))
                    .substring(0, 12);
        } catch (JsonProcessingException | NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    Optional<CellResult> of(Cell cell) {
        return cells.stream().filter(each -> each.cell().equals(cell)).findFirst();
    }

    /**
     * Those of these cells of which a repetition is still to be measured.
     *
     * @param repetition from 0
     */
    List<Cell> missing(List<Cell> wanted, int repetition) {
        return wanted.stream()
                .filter(cell -> of(cell).stream().noneMatch(each -> each.has(repetition)))
                .toList();
    }

    Optional<Finding> finding(String finding) {
        return findings.stream().filter(each -> each.name().equals(finding)).findFirst();
    }

    /** Without the repetitions beside which other programs were busy. */
    Results quietOnes() {
        List<CellResult> quiet =
                cells.stream()
                        .map(CellResult::quietOnes)
                        .filter(each -> !each.turns().isEmpty())
                        .toList();
        return new Results(name, started, machine, builds, settings, quiet, findings);
    }

    /** With further turns of a cell. */
    Results with(CellResult more) {
        List<CellResult> all = new ArrayList<>(cells);
        all.removeIf(each -> each.cell().equals(more.cell()));
        all.add(of(more.cell()).map(each -> each.and(more)).orElse(more));
        return new Results(name, started, machine, builds, settings, all, findings);
    }

    Results with(Finding more) {
        List<Finding> all = new ArrayList<>(findings);
        all.add(more);
        return new Results(name, started, machine, builds, settings, cells, all);
    }

    static Results read(Path file) throws IOException {
        return JSON.readValue(Files.readString(file), Results.class);
    }

    /** Writes all of it, or nothing if it is interrupted; one line a cell. */
    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(
                part, JSON.writeValueAsString(this).replace("{\"cell\":", "\n{\"cell\":"));
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
