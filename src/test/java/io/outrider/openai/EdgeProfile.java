package io.outrider.openai;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;
import java.util.Set;

/** The HTTP edge with a scripted engine and short times. */
public final class EdgeProfile implements QuarkusTestProfile {

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(ScriptedEngine.class);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                // The real engine would load models, or end the JVM when there are none.
                "quarkus.arc.exclude-types", "io.outrider.app.Wiring",
                "outrider.http.ping-every", "200ms",
                "outrider.http.max-body", "64K",
                "outrider.http.body-timeout", "2s",
                "outrider.http.max-unsent", "8M",
                "outrider.http.reader-timeout", "2s",
                "outrider.http.allowed-hosts", "models.example");
    }
}
