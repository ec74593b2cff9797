package io.outrider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pins every default and every key. */
class HttpSettingsTest {

    @Test
    void defaults() {
        HttpSettings settings = settings(Map.of());
        assertThat(settings.maxBody().asLongValue()).isEqualTo(4 << 20);
        assertThat(settings.maxHeaders().asLongValue()).isEqualTo(8 << 10);
        assertThat(settings.bodyTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.pingEvery()).isEqualTo(Duration.ofSeconds(15));
        assertThat(settings.maxUnsent().asLongValue()).isEqualTo(1 << 20);
        assertThat(settings.readerTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.allowedHosts()).isEmpty();
    }

    @Test
    void keys() {
        HttpSettings settings =
                settings(
                        Map.of(
                                "outrider.http.max-body", "1M",
                                "outrider.http.max-headers", "2K",
                                "outrider.http.body-timeout", "3s",
                                "outrider.http.ping-every", "4s",
                                "outrider.http.max-unsent", "5K",
                                "outrider.http.reader-timeout", "6s",
                                "outrider.http.allowed-hosts", "a.example,b.example"));
        assertThat(settings.maxBody().asLongValue()).isEqualTo(1 << 20);
        assertThat(settings.maxHeaders().asLongValue()).isEqualTo(2 << 10);
        assertThat(settings.bodyTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.pingEvery()).isEqualTo(Duration.ofSeconds(4));
        assertThat(settings.maxUnsent().asLongValue()).isEqualTo(5 << 10);
        assertThat(settings.readerTimeout()).isEqualTo(Duration.ofSeconds(6));
        assertThat(settings.allowedHosts().orElseThrow()).containsExactly("a.example", "b.example");
    }

    private static HttpSettings settings(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(HttpSettings.class)
                .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                .withConverter(Duration.class, 100, new DurationConverter())
                .withDefaultValues(values)
                .build()
                .getConfigMapping(HttpSettings.class);
    }
}
