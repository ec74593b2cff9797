package io.outrider.cli.bench;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a measurement outside the cells came to.
 *
 * @param name of the measurement
 * @param figures by name, units in the names
 */
record Finding(String name, Map<String, Double> figures) {

    Finding {
        figures = new TreeMap<>(figures);
    }

    double figure(String figure) {
        return figures.getOrDefault(figure, Double.NaN);
    }
}
