package io.outrider.openai;

import io.outrider.engine.EngineStatus;
import io.outrider.generation.Refusal;
import java.time.Duration;
import java.util.Locale;

/** What every route says while the engine cannot serve. The codes are the engine's own. */
final class NotReady {
    private static final Duration RETRY = Duration.ofSeconds(5);

    private NotReady() {}

    static Problem problem(EngineStatus.Loading loading) {
        return unavailable(
                "model_loading",
                String.format(
                        Locale.ROOT,
                        "the model is being loaded: %s (%.0f%%)",
                        loading.what(),
                        100 * loading.progress()));
    }

    static Problem problem(EngineStatus.Draining draining) {
        return unavailable("draining", "the server is shutting down");
    }

    static Problem problem(EngineStatus.Broken broken) {
        return unavailable("engine_failure", broken.why());
    }

    private static Problem unavailable(String code, String message) {
        return Problem.of(new Refusal.Unavailable(code, RETRY, message));
    }
}
