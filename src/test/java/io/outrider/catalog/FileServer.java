package io.outrider.catalog;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A Hugging Face on loopback that answers as the test says and remembers what it was asked. */
final class FileServer implements AutoCloseable {

    /** What was asked. */
    record Asked(String path, Optional<String> range, Optional<String> authorization) {
        int from() {
            return range.map(r -> Integer.parseInt(r.replaceAll("\\D", ""))).orElse(0);
        }
    }

    /** How to answer; the counter starts at 1. */
    interface Answer {
        void give(HttpExchange exchange, Asked asked, int number) throws IOException;
    }

    final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    FileServer(Answer answer) {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/",
                exchange -> {
                    Asked one =
                            new Asked(
                                    exchange.getRequestURI().getPath(),
                                    header(exchange, "Range"),
                                    header(exchange, "Authorization"));
                    asked.add(one);
                    try (exchange) {
                        answer.give(exchange, one, asked.size());
                    }
                });
        server.start();
    }

    /** Answers with status 206 where a range was asked for. */
    static Answer whole(byte[] content) {
        return (exchange, asked, number) -> send(exchange, asked, content, content.length);
    }

    /** Announces everything, sends up to an offset and cuts the connection. */
    static void send(HttpExchange exchange, Asked asked, byte[] content, int until)
            throws IOException {
        int from = asked.from();
        if (from > 0) {
            exchange.getResponseHeaders()
                    .add(
                            "Content-Range",
                            "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
        exchange.getResponseBody().write(content, from, until - from);
        exchange.getResponseBody().flush();
    }

    static void status(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    private static Optional<String> header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
