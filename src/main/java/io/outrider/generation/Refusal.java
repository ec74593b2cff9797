package io.outrider.generation;

import java.time.Duration;
import java.util.Optional;

/** Why a request never started. Codes are stable: error body, metric label and docs share them. */
public sealed interface Refusal {

    String code();

    String message();

    /**
     * The request itself is at fault; sending it again changes nothing.
     *
     * @param field the request field at fault, if there is one
     */
    record Invalid(String code, Optional<String> field, String message) implements Refusal {
        public static Invalid of(String field, String message) {
            return new Invalid("invalid_value", Optional.of(field), message);
        }

        public static Invalid of(String code, String field, String message) {
            return new Invalid(code, Optional.of(field), message);
        }
    }

    /** The queue is full. */
    record Overloaded(Duration retryAfter, String message) implements Refusal {
        @Override
        public String code() {
            return "queue_full";
        }
    }

    /** The server is loading, draining or broken; {@code code} says which. */
    record Unavailable(String code, Duration retryAfter, String message) implements Refusal {}
}
