package io.outrider.acceptance;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Compares exact laws. */
final class Laws {
    private Laws() {}

    /** The largest difference in probability of any one result. */
    static <T> double distance(Map<T, Double> actual, Map<T, Double> expected) {
        Set<T> results = new HashSet<>(actual.keySet());
        results.addAll(expected.keySet());
        double most = 0;
        for (T each : results) {
            double difference = actual.getOrDefault(each, 0.0) - expected.getOrDefault(each, 0.0);
            most = Math.max(most, Math.abs(difference));
        }
        return most;
    }
}
