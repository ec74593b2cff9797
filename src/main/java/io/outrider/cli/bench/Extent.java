package io.outrider.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** How much is measured. */
enum Extent {
    /** Ten minutes. */
    QUICK(2),
    /**
     * The published 24 cells, fixed before the first run: nobody picked them by their results. Two
     * turns end within two hours also on two slow cores; more are {@code --repetitions}, and
     * resume.
     */
    CORE(2),
    /** Every combination. */
    FULL(3);

    private static final List<Cell> PUBLISHED =
            cells(
                    "Q4_K_M/1/edit/0",
                    "Q4_K_M/1/code/1",
                    "Q4_K_M/1/chat/0",
                    "Q4_K_M/2/summary/1",
                    "Q4_K_M/2/maths/0",
                    "Q4_K_M/4/code/0",
                    "Q4_K_M/4/edit/1",
                    "Q4_K_M/8/chat/1",
                    "Q4_K_M/8/maths/0",
                    "Q4_K_M/8/code/1",
                    "Q8_0/1/maths/1",
                    "Q8_0/1/summary/0",
                    "Q8_0/2/edit/1",
                    "Q8_0/2/chat/0",
                    "Q8_0/4/code/1",
                    "Q8_0/4/summary/0",
                    "Q8_0/8/chat/1",
                    "F16/1/code/0",
                    "F16/1/code/1",
                    "F16/2/edit/0",
                    "F16/2/summary/1",
                    "F16/4/edit/1",
                    "F16/4/maths/0",
                    "F16/8/chat/0");

    private static final List<Cell> REPRESENTATIVE =
            cells(
                    "Q4_K_M/1/edit/0",
                    "Q4_K_M/2/chat/1",
                    "Q4_K_M/8/maths/0",
                    "F16/1/code/0",
                    "F16/1/code/1");

    private final int repetitions;

    Extent(int repetitions) {
        this.repetitions = repetitions;
    }

    /** Turns of each contestant in each cell. */
    int repetitions() {
        return repetitions;
    }

    /** In the order in which they are measured: one target after the other. */
    List<Cell> cells() {
        return switch (this) {
            case QUICK -> REPRESENTATIVE;
            case CORE -> PUBLISHED;
            case FULL -> all();
        };
    }

    /** Name of its files. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static List<Cell> cells(String... texts) {
        return Stream.of(texts).map(Cell::parse).toList();
    }

    private static List<Cell> all() {
        List<Cell> all = new ArrayList<>();
        for (Target target : Target.values()) {
            for (int streams : List.of(1, 2, 4, 8)) {
                for (Workload workload : Workload.values()) {
                    for (int temperature : List.of(0, 1)) {
                        all.add(new Cell(target, streams, workload, temperature));
                    }
                }
            }
        }
        return all;
    }
}
