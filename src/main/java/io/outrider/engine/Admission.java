package io.outrider.engine;

import io.outrider.generation.Refusal;

/** The engine's answer to a request. */
public sealed interface Admission {

    record Admitted(Ticket ticket) implements Admission {}

    record Refused(Refusal refusal) implements Admission {}

    /** A hold on an admitted request. */
    @FunctionalInterface
    interface Ticket {
        /** Ends the request without a further event; safe from any thread, any number of times. */
        void cancel();
    }
}
