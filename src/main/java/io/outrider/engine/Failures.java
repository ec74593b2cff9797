package io.outrider.engine;

import io.outrider.generation.Refusal;
import java.time.Duration;

/** Stable codes of failures after admission, and the refusals that share them. */
final class Failures {
    /** The engine or the device could not go on. */
    static final String ENGINE = "engine_failure";

    /** The server shut down before the answer was complete. */
    static final String DRAINING = "draining";

    /** The answer was not complete when the request's time was up. */
    static final String DEADLINE = "deadline_exceeded";

    static final String SHUTTING_DOWN = "the server is shutting down";

    /** When to ask again where nothing can be measured: while loading, draining or broken. */
    static final Duration RETRY = Duration.ofSeconds(5);

    private Failures() {}

    static Refusal draining() {
        return new Refusal.Unavailable(DRAINING, RETRY, SHUTTING_DOWN);
    }
}
