package io.outrider.app;

import io.outrider.engine.EngineDoor;
import io.outrider.engine.EngineStatus;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Dead once the engine broke: only a new process can serve again. */
@Liveness
@ApplicationScoped
public class EngineLiveness implements HealthCheck {
    private final EngineDoor engine;

    EngineLiveness(EngineDoor engine) {
        this.engine = engine;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("engine")
                .status(!(engine.status() instanceof EngineStatus.Broken))
                .build();
    }
}
