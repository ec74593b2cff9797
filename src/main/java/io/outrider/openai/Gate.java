package io.outrider.openai;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Stands before every path, Quarkus's own included: names the request, and refuses foreign hosts
 * and long headers.
 */
@Singleton
final class Gate {
    private static final int BEFORE_ALL_ELSE = 1000;
    private static final String REQUEST_ID = "x-request-id";
    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    private final HttpSettings settings;
    private final HostList hosts;

    Gate(HttpSettings settings, @ConfigProperty(name = "quarkus.http.host") String bound) {
        this.settings = settings;
        this.hosts = HostList.of(bound, settings.allowedHosts().orElse(List.of()));
    }

    void install(@Observes Filters filters) {
        filters.register(this::check, BEFORE_ALL_ELSE);
    }

    private void check(RoutingContext exchange) {
        HttpServerRequest request = exchange.request();
        exchange.response().putHeader(REQUEST_ID, requestId(request.getHeader(REQUEST_ID)));
        if (headerBytes(request) > settings.maxHeaders().asLongValue()) {
            refuse(
                    exchange,
                    Problem.http(431, "request_header_too_large", "the header lines are too long"));
        } else if (!hosts.answersTo(host(request))) {
            refuse(exchange, Problem.forbiddenHost());
        } else {
            exchange.next();
        }
    }

    private void refuse(RoutingContext exchange, Problem problem) {
        new Outlet(exchange, settings).fail(problem.andClose());
    }

    private static String requestId(@Nullable String sent) {
        return sent != null && WELL_FORMED.matcher(sent).matches()
                ? sent
                : UUID.randomUUID().toString();
    }

    private static long headerBytes(HttpServerRequest request) {
        return request.headers().entries().stream()
                .mapToLong(line -> line.getKey().length() + line.getValue().length() + 4L)
                .sum();
    }

    /** HTTP/2 has no Host header; it names the authority instead. */
    private static @Nullable String host(HttpServerRequest request) {
        String header = request.getHeader("Host");
        var authority = request.authority();
        return header != null || authority == null ? header : authority.toString();
    }
}
