package io.outrider.cli.soak;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts endings; safe for many threads. */
final class Tally {
    private static final int MOST_DETAILS = 20;

    private final Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
    private final List<String> wrongs = new ArrayList<>();

    synchronized void count(Ending ending) {
        counts.merge(ending.outcome(), 1, Integer::sum);
        if (ending.outcome() == Outcome.WRONG && wrongs.size() < MOST_DETAILS) {
            wrongs.add(ending.detail());
        }
    }

    synchronized int of(Outcome outcome) {
        return counts.getOrDefault(outcome, 0);
    }

    /** Every outcome with how often it came, in the order of {@link Outcome}. */
    synchronized Map<Outcome, Integer> counts() {
        Map<Outcome, Integer> all = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            all.put(outcome, counts.getOrDefault(outcome, 0));
        }
        return all;
    }

    /** What was seen in the first endings that are wrong. */
    synchronized List<String> wrongs() {
        return List.copyOf(wrongs);
    }
}
