package io.outrider.generation;

import java.util.List;
import java.util.OptionalInt;

/**
 * Where a generation ends at the latest.
 *
 * @param maxTokens most tokens to generate; empty means to the end of the context
 * @param stops texts that end the generation and are not part of it
 */
public record Limits(OptionalInt maxTokens, List<String> stops) {

    public Limits {
        stops = List.copyOf(stops);
        if (maxTokens.isPresent() && maxTokens.getAsInt() < 1) {
            throw new IllegalArgumentException("maxTokens is at least 1");
        }
        if (stops.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("a stop text has at least one character");
        }
    }

    public static Limits tokens(int maxTokens) {
        return new Limits(OptionalInt.of(maxTokens), List.of());
    }
}
