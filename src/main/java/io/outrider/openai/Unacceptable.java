package io.outrider.openai;

import io.outrider.generation.Refusal;
import java.util.Optional;

/** Carries a refusal from deep inside a body to {@link RequestReader}, and never further. */
final class Unacceptable extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Refusal.Invalid refusal;

    Unacceptable(Refusal.Invalid refusal) {
        super(refusal.message(), null, false, false);
        this.refusal = refusal;
    }

    /** About the body as a whole. */
    static Unacceptable body(String code, String message) {
        return new Unacceptable(new Refusal.Invalid(code, Optional.empty(), message));
    }

    static Unacceptable field(String code, String field, String message) {
        return new Unacceptable(Refusal.Invalid.of(code, field, message));
    }

    static Unacceptable value(String field, String message) {
        return new Unacceptable(Refusal.Invalid.of(field, message));
    }

    static Unacceptable missing(String field) {
        return field("missing_required_parameter", field, "'" + field + "' is required");
    }

    Refusal.Invalid refusal() {
        return refusal;
    }
}
