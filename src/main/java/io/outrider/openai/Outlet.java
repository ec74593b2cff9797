package io.outrider.openai;

import io.outrider.engine.Admission.Ticket;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The way out for one answer. It guarantees:
 *
 * <ul>
 *   <li>Every method may be called from any thread and returns at once; bytes leave in the order in
 *       which they were handed over, each call on its own.
 *   <li>When the client is gone, or reads too slowly, the ticket is cancelled at once, also when
 *       the ticket comes later than that.
 *   <li>A problem is a proper error document while nothing has been sent, and an error event
 *       without a final {@code [DONE]} afterwards.
 * </ul>
 *
 * The fields below the line belong to the connection's event loop.
 */
final class Outlet {
    private static final Buffer PING = Buffer.buffer(": ping\n\n");
    private static final long CANCEL = 0x8;

    private enum Stage {
        WAITING,
        STREAMING,
        ENDED
    }

    private final Vertx vertx;
    private final Context loop;
    private final RoutingContext exchange;
    private final HttpSettings settings;
    private final AtomicLong unsent = new AtomicLong();
    private volatile Stage stage = Stage.WAITING;

    // ---- the event loop's

    private @Nullable Ticket ticket;
    private boolean hasText;
    private long watch = -1;
    private long taken;
    private long takenBefore;
    private long stalledMillis;

    /** Call on the connection's event loop, before anything is sent. */
    Outlet(RoutingContext exchange, HttpSettings settings) {
        this.exchange = exchange;
        this.settings = settings;
        this.vertx = exchange.vertx();
        this.loop = vertx.getOrCreateContext();
        exchange.addEndHandler(end -> cancel());
    }

    /** Whether there is nobody to answer any more. */
    boolean isOver() {
        return stage == Stage.ENDED;
    }

    /** Names fields of the request that nobody knows, in a header. */
    void tellIgnored(List<String> fields) {
        String names = IgnoredFields.header(fields);
        if (!names.isEmpty()) {
            onLoop(() -> exchange.response().putHeader("x-ignored-fields", names));
        }
    }

    /** Cancels this ticket as soon as there is nobody to answer; watches over a stream. */
    void hold(Ticket admitted, Delivery delivery) {
        loop.runOnContext(
                ignored -> {
                    if (isOver()) {
                        // Cancelling what has ended is free, and the only safe answer to a race.
                        admitted.cancel();
                        return;
                    }
                    ticket = admitted;
                    switch (delivery) {
                        case WHOLE -> {}
                        case STREAM, STREAM_WITH_USAGE -> startWatch();
                    }
                });
    }

    /** The answer in one piece. */
    void answer(byte[] document) {
        onLoop(() -> document(200, document));
    }

    /** A piece of a streamed answer: whole events. */
    void send(byte[] events) {
        if (reserve(events)) {
            onLoop(
                    () -> {
                        hasText = true;
                        open();
                        sent(exchange.response().write(Buffer.buffer(events)), events.length);
                    });
        }
    }

    /** The last piece of a streamed answer. */
    void finish(byte[] events) {
        if (reserve(events)) {
            onLoop(() -> close(events));
        }
    }

    /** The end of an answer that could not be given. */
    void fail(Problem problem) {
        onLoop(
                () -> {
                    switch (stage) {
                        case WAITING -> {
                            problem.headers().forEach(exchange.response()::putHeader);
                            document(problem.status(), Wire.bytes(problem.body()));
                        }
                        case STREAMING -> {
                            byte[] event = Events.frame(problem.body());
                            unsent.addAndGet(event.length);
                            close(event);
                        }
                        case ENDED -> {}
                    }
                });
    }

    /** Counts bytes before they are queued, so that the queue itself is bounded. */
    private boolean reserve(byte[] events) {
        if (unsent.addAndGet(events.length) <= settings.maxUnsent().asLongValue()) {
            return true;
        }
        unsent.addAndGet(-events.length);
        onLoop(this::cutOff);
        return false;
    }

    private void onLoop(Runnable step) {
        loop.runOnContext(
                ignored -> {
                    if (!isOver()) {
                        step.run();
                    }
                });
    }

    // ---- on the event loop from here -----------------------------------------------------------

    private void document(int status, byte[] document) {
        stage = Stage.ENDED;
        ticket = null;
        stopWatchWhenDone();
        exchange.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(Buffer.buffer(document))
                .onComplete(written -> closeIfSaid());
    }

    private void open() {
        if (stage == Stage.WAITING) {
            stage = Stage.STREAMING;
            exchange.response()
                    .setChunked(true)
                    .putHeader("Content-Type", "text/event-stream")
                    .putHeader("Cache-Control", "no-cache")
                    .putHeader("X-Accel-Buffering", "no");
        }
    }

    private void close(byte[] events) {
        open();
        stage = Stage.ENDED;
        ticket = null;
        sent(exchange.response().end(Buffer.buffer(events)), events.length);
    }

    private void sent(Future<Void> write, int bytes) {
        write.onComplete(
                done -> {
                    unsent.addAndGet(-bytes);
                    taken++;
                    stopWatchWhenDone();
                });
    }

    private void startWatch() {
        long period = settings.pingEvery().toMillis();
        watch = vertx.setPeriodic(period, timer -> look(period));
    }

    private void look(long period) {
        if (!isOver() && !hasText) {
            open();
            unsent.addAndGet(PING.length());
            sent(exchange.response().write(PING), PING.length());
        }
        boolean stalled = unsent.get() > 0 && taken == takenBefore;
        stalledMillis = stalled ? stalledMillis + period : 0;
        takenBefore = taken;
        if (stalledMillis >= settings.readerTimeout().toMillis()) {
            cutOff();
        }
    }

    /** The reader is too slow. */
    private void cutOff() {
        cancel();
        HttpServerResponse response = exchange.response();
        if (exchange.request().version() == HttpVersion.HTTP_2) {
            response.reset(CANCEL);
        } else {
            dropConnection();
        }
    }

    /**
     * Vert.x's own close waits until everything is written, which a stalled reader never allows.
     */
    private void dropConnection() {
        if (exchange.request().connection() instanceof ConnectionBase connection) {
            var first = connection.channel().pipeline().firstContext();
            if (first != null) { // else it is closed already
                var _ = first.close();
            }
        }
    }

    private void cancel() {
        stage = Stage.ENDED;
        Ticket held = ticket;
        ticket = null;
        if (held != null) {
            held.cancel();
        }
        // Nobody reads any more, so what was queued will never be sent.
        stopWatch();
    }

    private void stopWatchWhenDone() {
        if (isOver() && unsent.get() == 0) {
            stopWatch();
        }
    }

    private void stopWatch() {
        if (watch >= 0) {
            vertx.cancelTimer(watch);
            watch = -1;
        }
    }

    /** Vert.x says "close" when it is told to and then leaves the connection open. */
    private void closeIfSaid() {
        if (exchange.response().headers().contains("Connection", "close", true)) {
            exchange.request().connection().close();
        }
    }
}
