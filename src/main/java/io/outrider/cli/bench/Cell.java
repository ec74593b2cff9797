package io.outrider.cli.bench;

import java.util.Locale;

/**
 * One combination of factors.
 *
 * @param temperature 0 or 1
 * @param streams at once
 */
record Cell(Target target, int streams, Workload workload, int temperature) {

    /** Tokens of each stream's answer: enough to measure, few enough for an evening. */
    int tokens() {
        return switch (streams) {
            case 1 -> 128;
            case 2 -> 96;
            default -> 64;
        };
    }

    /** About how long one turn takes; for the budget and the time left. */
    double expectedSeconds() {
        return target.expectedSeconds(streams, workload.promptTokens(), tokens());
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException if it is no cell
     */
    static Cell parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException("a cell looks like Q4_K_M/1/edit/0, not " + text);
        }
        return new Cell(
                Target.valueOf(parts[0].toUpperCase(Locale.ROOT)),
                Integer.parseInt(parts[1]),
                Workload.valueOf(parts[2].toUpperCase(Locale.ROOT)),
                Integer.parseInt(parts[3]));
    }

    @Override
    public String toString() {
        return target + "/" + streams + "/" + workload.key() + "/" + temperature;
    }
}
