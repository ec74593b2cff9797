package io.outrider.cli.soak;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One page of {@code /metrics}.
 *
 * @param samples values by name and labels, as the page writes them
 */
record Readings(Map<String, Double> samples) {

    Readings {
        samples = Map.copyOf(samples);
    }

    static Readings parse(String page) {
        Map<String, Double> samples = new HashMap<>();
        page.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(
                        line -> {
                            int space = line.lastIndexOf(' ');
                            samples.put(
                                    line.substring(0, space).strip(),
                                    Double.valueOf(line.substring(space + 1)));
                        });
        return new Readings(samples);
    }

    /**
     * The sum over all labels.
     *
     * @throws IllegalArgumentException if there is no such metric: it would be read as zero
     */
    double of(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("no metric " + name));
    }

    /** The sum over all labels, if the server has that metric. */
    OptionalDouble find(String name) {
        double[] found =
                samples.entrySet().stream()
                        .filter(
                                each ->
                                        each.getKey().equals(name)
                                                || each.getKey().startsWith(name + "{"))
                        .mapToDouble(Map.Entry::getValue)
                        .toArray();
        return found.length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(Arrays.stream(found).sum());
    }

    /** The sum over all samples whose labels do not contain this one. */
    double without(String name, String label) {
        double labelled =
                samples.entrySet().stream()
                        .filter(each -> each.getKey().startsWith(name + "{"))
                        .filter(each -> each.getKey().contains(label))
                        .mapToDouble(Map.Entry::getValue)
                        .sum();
        return of(name) - labelled;
    }
}
