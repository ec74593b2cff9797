package io.outrider.openai;

import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** The map of this API: every path, its method, and what answers where there is nothing. */
@Singleton
final class Routes {
    private static final System.Logger LOG = System.getLogger(Routes.class.getName());
    private static final int FIRST = Integer.MIN_VALUE;
    private static final String GET = "GET, HEAD";
    private static final String POST = "POST";

    private final CompletionRoute completions;
    private final ModelsRoute models;
    private final HttpSettings settings;

    Routes(CompletionRoute completions, ModelsRoute models, HttpSettings settings) {
        this.completions = completions;
        this.models = models;
        this.settings = settings;
    }

    void install(@Observes Router router) {
        for (Endpoint endpoint : Endpoint.all()) {
            router.post(endpoint.path())
                    .handler(exchange -> completions.handle(endpoint, exchange));
            only(router, endpoint.path(), POST);
        }
        get(router, "/v1/models", models::list);
        get(router, "/v1/models/*", exchange -> models.one(exchange, exchange.pathParam("*")));
        get(router, "/health", models::health);
        get(router, "/outrider/pace", models::pace);
        router.route().last().handler(this::unknown);
        router.route().order(FIRST).failureHandler(this::failed);
        // What fails before any route is found, such as a path that cannot be decoded.
        router.errorHandler(400, this::failed);
    }

    private void get(Router router, String path, Handler<RoutingContext> handler) {
        router.get(path).handler(handler);
        router.head(path).handler(handler);
        only(router, path, GET);
    }

    private void only(Router router, String path, String allowed) {
        router.route(path).handler(exchange -> refuse(exchange, Problem.wrongMethod(allowed)));
    }

    private void unknown(RoutingContext exchange) {
        refuse(
                exchange,
                Problem.http(
                        404,
                        "unknown_url",
                        "there is nothing at "
                                + exchange.request().method().name()
                                + " "
                                + Clean.name(exchange.request().path())));
    }

    /** Whatever Vert.x or Quarkus refuses or fails at on its own. */
    private void failed(RoutingContext exchange) {
        int status = exchange.statusCode();
        if (status >= 500 || status < 400) {
            LOG.log(System.Logger.Level.ERROR, "a request failed", exchange.failure());
            refuse(exchange, Problem.internal());
        } else {
            refuse(exchange, Problem.http(status, "bad_request", "the request is malformed"));
        }
    }

    private void refuse(RoutingContext exchange, Problem problem) {
        exchange.request().resume();
        new Outlet(exchange, settings).fail(problem);
    }
}
