package io.outrider.openai;

import io.outrider.generation.Refusal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An answer that is an error.
 *
 * @param status of HTTP
 * @param type the family of the error, in OpenAI's words
 * @param code stable; the docs list them
 * @param param the request field at fault, if there is one
 * @param message for people
 * @param headers sent along
 */
record Problem(
        int status,
        String type,
        String code,
        Optional<String> param,
        String message,
        Map<String, String> headers) {

    private static final String INVALID = "invalid_request_error";
    private static final String SERVER = "server_error";

    /** The engine's code for a request that took longer than it was given. */
    private static final String DEADLINE = "deadline_exceeded";

    /** The engine's code for a request that the end of the server cut short. */
    private static final String DRAINING = "draining";

    private static final Duration SOON = Duration.ofSeconds(1);

    /** OpenAI's clients try again after any 5xx, and whoever set a deadline has given up. */
    private static final Map<String, String> NO_RETRY = Map.of("x-should-retry", "false");

    static Problem of(Refusal refusal) {
        return switch (refusal) {
            case Refusal.Invalid invalid ->
                    new Problem(
                            invalid.code().equals("model_not_found") ? 404 : 400,
                            INVALID,
                            invalid.code(),
                            invalid.field(),
                            invalid.message(),
                            Map.of());
            case Refusal.Overloaded overloaded ->
                    later(429, "rate_limit_error", overloaded, overloaded.retryAfter());
            case Refusal.Unavailable unavailable ->
                    later(503, SERVER, unavailable, unavailable.retryAfter());
        };
    }

    private static Problem later(int status, String type, Refusal refusal, Duration wait) {
        return later(status, type, refusal.code(), refusal.message(), wait);
    }

    private static Problem later(
            int status, String type, String code, String message, Duration wait) {
        long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
        return new Problem(
                status,
                type,
                code,
                Optional.empty(),
                message,
                Map.of("Retry-After", String.valueOf(seconds)));
    }

    /** The request was admitted, and then the engine could not go on. */
    static Problem failed(String code, String message) {
        return switch (code) {
            case DEADLINE -> new Problem(504, SERVER, code, Optional.empty(), message, NO_RETRY);
            case DRAINING -> later(503, SERVER, code, message, SOON);
            default -> new Problem(500, SERVER, code, Optional.empty(), message, Map.of());
        };
    }

    /** More is arriving than can be held. */
    static Problem overloaded(String message) {
        return later(503, SERVER, "overloaded", message + "; try again", SOON);
    }

    static Problem internal() {
        return failed("internal_error", "the server failed; its log says why");
    }

    static Problem forbiddenHost() {
        return new Problem(
                403,
                "permission_error",
                "host_not_allowed",
                Optional.empty(),
                "this server listens on this machine only and does not answer to that Host;"
                        + " outrider.http.allowed-hosts adds names",
                Map.of());
    }

    /** An error of HTTP itself, about no field. */
    static Problem http(int status, String code, String message) {
        return new Problem(status, INVALID, code, Optional.empty(), message, Map.of());
    }

    static Problem wrongMethod(String allowed) {
        return new Problem(
                405,
                INVALID,
                "method_not_allowed",
                Optional.empty(),
                "this path takes " + allowed + " only",
                Map.of("Allow", allowed));
    }

    /** The same, with the connection closed after it. */
    Problem andClose() {
        Map<String, String> more = new HashMap<>(headers);
        more.put("Connection", "close");
        return new Problem(status, type, code, param, message, Map.copyOf(more));
    }

    Wire.Failure body() {
        return new Wire.Failure(new Wire.Fault(message, type, param.orElse(null), code));
    }
}
