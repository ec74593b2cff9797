package io.outrider.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.openai.HttpSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SettingNamesTest {
    private final SettingNames names =
            new SettingNames(
                    List.of(
                            new SettingNames.Prefixed("OUTRIDER_", OutriderConfig.class),
                            new SettingNames.Prefixed("OUTRIDER_HTTP_", HttpSettings.class)));

    @Test
    void everySettingHasAnEnvironmentName() {
        assertThat(names.known())
                .contains(
                        "OUTRIDER_PRESET",
                        "OUTRIDER_TARGET",
                        "OUTRIDER_DRAFT",
                        "OUTRIDER_LLAMA_DIR",
                        "OUTRIDER_KV_CELLS",
                        "OUTRIDER_CACHE",
                        "OUTRIDER_MODELS_DIR",
                        "OUTRIDER_PACKAGES",
                        "OUTRIDER_OLD_LIBRARY",
                        "OUTRIDER_OVERCOMMIT",
                        "OUTRIDER_REQUEST_TIMEOUT",
                        "OUTRIDER_WATCHDOG",
                        "OUTRIDER_HTTP_MAX_BODY");
    }

    @Test
    void aMisspeltSettingIsFound() {
        assertThat(names.unknown(List.of("OUTRIDER_PRESETS", "OUTRIDER_PRESET", "PATH")))
                .containsExactly("OUTRIDER_PRESETS");
    }

    @Test
    void whatKubernetesInjectsIsNeverASetting() {
        assertThat(
                        names.unknown(
                                List.of(
                                        "OUTRIDER_SERVICE_HOST",
                                        "OUTRIDER_SERVICE_PORT",
                                        "OUTRIDER_SERVICE_PORT_HTTP",
                                        "OUTRIDER_PORT",
                                        "OUTRIDER_PORT_8080_TCP",
                                        "OUTRIDER_PORT_8080_TCP_ADDR",
                                        "OUTRIDER_CANARY_SERVICE_HOST",
                                        "OUTRIDER_CANARY_PORT_80_TCP_PROTO")))
                .isEmpty();
    }

    @Test
    void noSettingEndsLikeWhatKubernetesInjects() {
        assertThat(names.known())
                .noneMatch(name -> name.endsWith("_PORT") || name.endsWith("_HOST"));
    }
}
