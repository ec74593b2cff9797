package io.outrider.generation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a generation ends at the latest.
 *
 * @param maxTokens most tokens to generate; empty means to the end of the context
 * @param stops texts that end the generation and are not part of it
 * @param timeout from admission to the end, waiting included; empty lets the server choose
 */
public record Limits(OptionalInt maxTokens, List<String> stops, Optional<Duration> timeout) {

    public Limits {
        stops = List.copyOf(stops);
        if (maxTokens.isPresent() && maxTokens.getAsInt() < 1) {
            throw new IllegalArgumentException("maxTokens is at least 1");
        }
        if (timeout.isPresent() && (timeout.get().isNegative() || timeout.get().isZero())) {
            throw new IllegalArgumentException("a timeout is above 0");
        }
        if (stops.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("a stop text has at least one character");
        }
    }

    public static Limits tokens(int maxTokens) {
        return new Limits(OptionalInt.of(maxTokens), List.of(), Optional.empty());
    }

    public Limits withTimeout(Duration value) {
        return new Limits(maxTokens, stops, Optional.of(value));
    }
}
