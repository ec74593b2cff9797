package io.outrider.openai;

import io.outrider.engine.Admission;
import io.outrider.engine.EngineDoor;
import io.outrider.engine.EngineStatus;
import io.outrider.openai.RequestReader.Reading;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Serves both completion routes: gathers the body on the event loop, reads it and asks the engine
 * on a virtual thread, and leaves the answer to the {@link EventWriter}.
 */
@Singleton
final class CompletionRoute {
    private static final System.Logger LOG = System.getLogger(CompletionRoute.class.getName());

    private static final int READERS = 4;

    private final EngineDoor engine;
    private final HttpSettings settings;
    private final String fingerprint;
    private final Semaphore reading = new Semaphore(READERS);
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("request-", 0).factory());

    CompletionRoute(
            EngineDoor engine,
            HttpSettings settings,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.engine = engine;
        this.settings = settings;
        this.fingerprint = "fp_outrider_" + version;
    }

    /** Call on the event loop. */
    void handle(Endpoint endpoint, RoutingContext exchange) {
        Outlet outlet = new Outlet(exchange, settings);
        Optional<Problem> unreadable = unreadable(exchange.request());
        BodyReader.read(
                exchange,
                outlet,
                settings,
                (body, done) ->
                        unreadable.ifPresentOrElse(
                                outlet::fail,
                                () ->
                                        threads.execute(
                                                () -> {
                                                    serve(endpoint, body, outlet);
                                                    done.run();
                                                })));
    }

    private static Optional<Problem> unreadable(HttpServerRequest request) {
        String type = request.getHeader("Content-Type");
        String encoding = request.getHeader("Content-Encoding");
        boolean plain = encoding == null || encoding.equalsIgnoreCase("identity");
        if (type != null && plain && isJson(type)) {
            return Optional.empty();
        }
        return Optional.of(
                Problem.http(
                        415,
                        "unsupported_media_type",
                        "the body must be application/json in UTF-8, not compressed"));
    }

    private static boolean isJson(String type) {
        String[] parts = type.toLowerCase(Locale.ROOT).replaceAll("[ \\t\"]", "").split(";", -1);
        boolean json = parts[0].equals("application/json");
        for (String part : parts) {
            json &= !part.startsWith("charset=") || part.equals("charset=utf-8");
        }
        return json;
    }

    private void serve(Endpoint endpoint, byte[] body, Outlet outlet) {
        try {
            switch (engine.status()) {
                case EngineStatus.Ready ready -> {
                    String id = endpoint.idPrefix() + UUID.randomUUID().toString().replace("-", "");
                    switch (read(new RequestReader(endpoint, ready.model()), body, id)) {
                        case Reading.Accepted(Order order) -> submit(endpoint, order, outlet);
                        case Reading.Refused(var refusal) -> outlet.fail(Problem.of(refusal));
                    }
                }
                case EngineStatus.Loading loading -> outlet.fail(NotReady.problem(loading));
                case EngineStatus.Draining draining -> outlet.fail(NotReady.problem(draining));
                case EngineStatus.Broken broken -> outlet.fail(NotReady.problem(broken));
            }
        } catch (RuntimeException | Error bug) {
            LOG.log(System.Logger.Level.ERROR, "a request could not be served", bug);
            outlet.fail(Problem.internal());
        }
    }

    /** A few at a time: a body that is read takes many times its bytes. */
    private Reading read(RequestReader reader, byte[] body, String id) {
        reading.acquireUninterruptibly();
        try {
            return reader.read(body, id);
        } finally {
            reading.release();
        }
    }

    private void submit(Endpoint endpoint, Order order, Outlet outlet) {
        if (outlet.isOver()) {
            return;
        }
        outlet.tellIgnored(order.ignored());
        long created = Instant.now().getEpochSecond();
        Reply reply = new Reply(endpoint, order, created, fingerprint);
        switch (engine.submit(order.request(), EventWriter.of(reply, outlet))) {
            case Admission.Admitted(var ticket) -> outlet.hold(ticket, order.delivery());
            case Admission.Refused(var refusal) -> outlet.fail(Problem.of(refusal));
        }
    }
}
