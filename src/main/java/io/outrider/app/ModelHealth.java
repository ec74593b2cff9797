package io.outrider.app;

import io.outrider.engine.EngineDoor;
import io.outrider.engine.EngineStatus;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the model is loaded, until the server drains. */
@Readiness
@ApplicationScoped
public class ModelHealth implements HealthCheck {
    private final EngineDoor engine;

    ModelHealth(EngineDoor engine) {
        this.engine = engine;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("model");
        return switch (engine.status()) {
            case EngineStatus.Ready ready ->
                    response.up().withData("model", ready.model().name()).build();
            case EngineStatus.Loading loading ->
                    response.down().withData("loading", loading.what()).build();
            case EngineStatus.Draining draining ->
                    response.down().withData("draining", true).build();
            case EngineStatus.Broken broken ->
                    response.down().withData("broken", broken.why()).build();
        };
    }
}
