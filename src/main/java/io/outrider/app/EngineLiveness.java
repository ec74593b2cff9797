package io.outrider.app;

import io.outrider.engine.EngineDoor;
import io.outrider.engine.EngineStatus;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Dead once the engine broke, when only a new process can serve again, and while it is stuck. */
@Liveness
@ApplicationScoped
public class EngineLiveness implements HealthCheck {
    private final EngineDoor engine;

    EngineLiveness(EngineDoor engine) {
        this.engine = engine;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("engine");
        if (engine.status() instanceof EngineStatus.Broken broken) {
            return response.down().withData("broken", broken.why()).build();
        }
        return engine.stall()
                .map(why -> response.down().withData("stalled", why).build())
                .orElseGet(() -> response.up().build());
    }
}
