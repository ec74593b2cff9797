package io.outrider.generation;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a request says about speculation; the server's defaults fill what it leaves open.
 *
 * @param method a method's wire name; empty means the server's default
 * @param draftTokens tokens drafted a round, served exactly; empty means the server's default
 */
public record Speculation(Optional<String> method, OptionalInt draftTokens) {

    public Speculation {
        if (draftTokens.isPresent() && draftTokens.getAsInt() < 1) {
            throw new IllegalArgumentException("draftTokens is at least 1");
        }
    }

    /** Whatever the server does by default. */
    public static Speculation unspecified() {
        return new Speculation(Optional.empty(), OptionalInt.empty());
    }

    public static Speculation of(String method) {
        return new Speculation(Optional.of(method), OptionalInt.empty());
    }

    public static Speculation of(String method, int draftTokens) {
        return new Speculation(Optional.of(method), OptionalInt.of(draftTokens));
    }
}
