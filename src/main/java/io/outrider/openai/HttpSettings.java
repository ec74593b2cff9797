package io.outrider.openai;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Limits of the HTTP edge; {@code outrider.http.max-body} is {@code OUTRIDER_HTTP_MAX_BODY} in the
 * environment. Address and port are Quarkus's own: {@code QUARKUS_HTTP_HOST}, {@code
 * QUARKUS_HTTP_PORT}.
 */
@ConfigMapping(prefix = "outrider.http")
public interface HttpSettings {

    /** Most bytes of a request body. */
    @WithDefault("4M")
    MemorySize maxBody();

    /** Most bytes of a request's header lines, all together. */
    @WithDefault("8K")
    MemorySize maxHeaders();

    /** How long a request body may take to arrive. */
    @WithDefault("60s")
    Duration bodyTimeout();

    /** How often a stream that has no text yet sends a comment, so that proxies keep it open. */
    @WithDefault("15s")
    Duration pingEvery();

    /** Most bytes that wait for a slow reader before its request is cancelled. */
    @WithDefault("1M")
    MemorySize maxUnsent();

    /** How long a reader may take nothing, while something waits for it, before it is cut off. */
    @WithDefault("60s")
    Duration readerTimeout();

    /**
     * Names that the Host header may carry besides {@code localhost}, {@code 127.0.0.1} and {@code
     * [::1]} while the server listens on a loopback address.
     */
    Optional<List<String>> allowedHosts();
}
