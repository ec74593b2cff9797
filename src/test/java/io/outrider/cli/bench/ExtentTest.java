package io.outrider.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ExtentTest {
    private static final List<Cell> CORE = Extent.CORE.cells();

    private static <T> Map<T, Long> spread(Function<Cell, T> factor) {
        return CORE.stream().collect(Collectors.groupingBy(factor, Collectors.counting()));
    }

    @Test
    void theCoreHas24CellsSpreadOverAllFactors() {
        assertThat(CORE).hasSize(24).doesNotHaveDuplicates();
        assertThat(spread(Cell::temperature)).isEqualTo(Map.of(0, 12L, 1, 12L));
        assertThat(spread(Cell::streams)).containsOnlyKeys(1, 2, 4, 8);
        assertThat(spread(Cell::streams).values()).allMatch(cells -> cells >= 5);
        assertThat(spread(Cell::workload)).containsOnlyKeys(Workload.values());
        assertThat(spread(Cell::workload).values()).allMatch(cells -> cells >= 4);
        assertThat(spread(Cell::target))
                .isEqualTo(Map.of(Target.Q4_K_M, 10L, Target.Q8_0, 7L, Target.F16, 7L));
    }

    @Test
    void theCoreHasTheCellsThatPromisesName() {
        assertThat(CORE)
                .contains(
                        new Cell(Target.F16, 1, Workload.CODE, 0),
                        new Cell(Target.F16, 1, Workload.CODE, 1),
                        new Cell(Target.Q4_K_M, 1, Workload.EDIT, 0));
    }

    @Test
    void everyTargetIsMeasuredInOneGo() {
        assertThat(CORE.stream().map(Cell::target).toList()).isSorted();
        assertThat(Extent.FULL.cells().stream().map(Cell::target).toList()).isSorted();
    }

    @Test
    void theQuickCellsAreFiveOfTheMatrix() {
        assertThat(Extent.QUICK.cells()).hasSize(5).doesNotHaveDuplicates();
        assertThat(Extent.FULL.cells()).containsAll(Extent.QUICK.cells());
    }

    @Test
    void theFullMatrixHasEveryCombination() {
        assertThat(Extent.FULL.cells()).hasSize(120).doesNotHaveDuplicates().containsAll(CORE);
    }

    /** By the rates noted in Target; servers' starts and slow contestants need the rest. */
    @Test
    void theBudgetsLeaveRoom() {
        assertThat(minutes(Extent.CORE)).isBetween(40.0, 60.0);
        assertThat(minutes(Extent.QUICK)).isBetween(5.0, 9.0);
    }

    private static double minutes(Extent extent) {
        double turn = extent.cells().stream().mapToDouble(Cell::expectedSeconds).sum();
        return turn * extent.repetitions() * Contestant.values().length / 60;
    }

    @Test
    void aCellIsReadAsItIsWritten() {
        assertThat(CORE).allMatch(cell -> Cell.parse(cell.toString()).equals(cell));
        assertThatThrownBy(() -> Cell.parse("F16/1/code"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theOrderTurnsRoundInEveryOtherRepetition() {
        assertThat(Contestant.order(0)).containsExactly(Contestant.values());
        assertThat(Contestant.order(1)).isEqualTo(Contestant.order(0).reversed());
        assertThat(Contestant.order(2)).isEqualTo(Contestant.order(0));
    }

    @Test
    void timeLeftFollowsThePaceSoFar() {
        Progress progress = new Progress(List.of(CORE.get(0), CORE.get(0)), 3);

        progress.finished(CORE.get(0), 120);

        assertThat(progress.left()).isEqualTo(120);
        assertThat(progress).hasToString("4 of 5 repetitions of cells, about 2 min left");
    }
}
