package io.outrider.openai;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

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
    private final BiConsumer<byte[], Runnable> then;
    private Buffer body = Buffer.buffer();
    private long received;

    /** Of the budget of all bodies. */
    private final AtomicLong held = new AtomicLong();

    private boolean done;

    private BodyReader(
            HttpServerRequest request,
            Outlet outlet,
            long limit,
            BiConsumer<byte[], Runnable> then) {
        this.request = request;
        this.outlet = outlet;
        this.limit = limit;
        this.then = then;
    }

    /**
     * @param then given the whole body, on the event loop, and what to call from any thread when
     *     nothing of it is needed any more; not called when the body was refused
     */
    static void read(
            RoutingContext exchange,
            Outlet outlet,
            HttpSettings settings,
            BiConsumer<byte[], Runnable> then) {
        BodyReader reader =
                new BodyReader(exchange.request(), outlet, settings.maxBody().asLongValue(), then);
        long timer =
                exchange.vertx()
                        .setTimer(settings.bodyTimeout().toMillis(), late -> reader.tooSlow());
        exchange.addEndHandler(
                end -> {
                    exchange.vertx().cancelTimer(timer);
                    reader.giveBack();
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
                refuse(Problem.overloaded("too many request bodies are arriving").andClose());
                return;
            }
            held.addAndGet(bytes.length());
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
            byte[] whole = body.getBytes();
            body = Buffer.buffer();
            then.accept(whole, this::giveBack);
        }
    }

    private void letGo() {
        giveBack();
        body = Buffer.buffer();
    }

    /** Lets others have what was held of the budget; harmless to repeat, from any thread. */
    private void giveBack() {
        ALL_BODIES.give(held.getAndSet(0));
    }

    private void tooSlow() {
        letGo();
        refuse(Problem.http(408, "request_timeout", "the body took too long to arrive").andClose());
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
