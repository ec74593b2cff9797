package io.outrider.app;

import io.outrider.testing.TinyPair;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.nio.file.Path;
import java.util.Map;

/** The whole server with the generated pair in the real llama.cpp. */
public final class TinyPairProfile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        TinyPair pair = TinyPair.in(Path.of("target/tiny"));
        return Map.of(
                "outrider.target", pair.target().toAbsolutePath().toString(),
                "outrider.draft", pair.draft().toAbsolutePath().toString(),
                "outrider.context", "200",
                // With these two a row changes by 1e-5 at most with whoever shares its pass; with
                // the fused kernel, or 16-bit cells, by 1e-2.
                "outrider.flash-attention", "off",
                "outrider.kv-cells", "256",
                "outrider.kv-type", "f32",
                "outrider.draft-kv-type", "f32",
                "outrider.sessions", "4",
                "outrider.queue", "8",
                "outrider.threads", "1");
    }

    @Override
    public String getConfigProfile() {
        return "tiny-pair";
    }
}
