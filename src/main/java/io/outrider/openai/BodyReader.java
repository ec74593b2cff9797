package io.outrider.openai;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;

/**
 * Gathers a request body on its event loop, within limits of size and time. A body over the limit
 * is read on for a while and thrown away: a client that is cut off while it writes never sees why.
 */
final class BodyReader {
    private static final int PATIENCE = 8;

    /** An eighth of the smallest heap that is recommended. */
    private static final BodyBudget ALL_BODIES = new BodyBudget(64L << 20);

    private final HttpServerRequest request;
    private final Outlet outlet;
    private final long limit;
    private final Consumer<byte[]> then;
    private Buffer body = Buffer.buffer();
    private long received;
    private long held;
    private boolean done;

    private BodyReader(
            HttpServerRequest request, Outlet outlet, long limit, Consumer<byte[]> then) {
        this.request = request;
        this.outlet = outlet;
        this.limit = limit;
        this.then = then;
    }

    /**
     * @param then given the whole body, on the event loop; not called when the body was refused
     */
    static void read(
            RoutingContext exchange, Outlet outlet, HttpSettings settings, Consumer<byte[]> then) {
        BodyReader reader =
                new BodyReader(exchange.request(), outlet, settings.maxBody().asLongValue(), then);
        long timer =
                exchange.vertx()
                        .setTimer(settings.bodyTimeout().toMillis(), late -> reader.tooSlow());
        exchange.addEndHandler(
                end -> {
                    exchange.vertx().cancelTimer(timer);
                    reader.letGo();
                });
        reader.start(() -> exchange.vertx().cancelTimer(timer));
    }

    private void start(Runnable stopTimer) {
        request.handler(this::more);
        request.endHandler(
                end -> {
                    stopTimer.run();
                    end();
                });
        request.exceptionHandler(gone -> done = true);
        request.resume();
        answerExpectation();
    }

    /** A client that asks first is told at once, before it sends anything. */
    private void answerExpectation() {
        if (!"100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            return;
        }
        String length = request.getHeader("Content-Length");
        if (length != null && (length.length() > 18 || Long.parseLong(length) > limit)) {
            refuse(tooLarge());
        } else {
            request.response().writeContinue();
        }
    }

    private void more(Buffer bytes) {
        received += bytes.length();
        if (done) {
            return;
        }
        if (received <= limit) {
            if (!ALL_BODIES.take(bytes.length())) {
                letGo();
                refuse(overloaded());
                return;
            }
            held += bytes.length();
            body.appendBuffer(bytes);
        } else if (received > PATIENCE * limit) {
            refuse(tooLarge());
        } else {
            body = Buffer.buffer();
        }
    }

    private void end() {
        if (received > limit) {
            refuse(tooLarge());
        } else if (!done) {
            done = true;
            then.accept(body.getBytes());
        }
    }

    /** Gives back what was held; harmless to repeat. */
    private void letGo() {
        ALL_BODIES.give(held);
        held = 0;
        body = Buffer.buffer();
    }

    private void tooSlow() {
        letGo();
        refuse(Problem.http(408, "request_timeout", "the body took too long to arrive").andClose());
    }

    private static Problem overloaded() {
        return Problem.http(503, "overloaded", "too many request bodies are arriving; try again")
                .andClose();
    }

    private Problem tooLarge() {
        return Problem.http(413, "request_too_large", "the body has more than " + limit + " bytes")
                .andClose();
    }

    private void refuse(Problem problem) {
        if (!done) {
            done = true;
            outlet.fail(problem);
        }
    }
}
