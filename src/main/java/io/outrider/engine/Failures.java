package io.outrider.engine;

/** Stable codes of failures after admission. */
final class Failures {
    /** The engine or the device could not go on. */
    static final String ENGINE = "engine_failure";

    /** The server shut down before the answer was complete. */
    static final String DRAINING = "draining";

    private Failures() {}
}
