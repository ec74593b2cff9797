package io.outrider.cli.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/** One HTTP/1.1 request to a loopback port over a connection of its own. */
final class Exchange implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /**
     * Longest silence: eight long prompts on a slow machine take minutes before the first token.
     */
    private static final Duration SILENCE = Duration.ofMinutes(10);

    private final Socket socket = new Socket();
    private final int port;

    private Exchange(int port) {
        this.port = port;
    }

    /** Opens the connection, so that this is over when the clock starts. */
    static Exchange open(int port) throws IOException {
        Exchange exchange = new Exchange(port);
        try {
            exchange.socket.setTcpNoDelay(true);
            exchange.socket.setSoTimeout((int) SILENCE.toMillis());
            exchange.socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                    (int) CONNECT.toMillis());
            return exchange;
        } catch (IOException unreachable) {
            exchange.close();
            throw unreachable;
        }
    }

    Arrivals post(String path, String json, DoubleSupplier clock) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return send(
                "POST " + path,
                "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n",
                body,
                clock);
    }

    Arrivals get(String path) throws IOException {
        return send("GET " + path, "", new byte[0], () -> 0);
    }

    private Arrivals send(String what, String fields, byte[] body, DoubleSupplier clock)
            throws IOException {
        String head =
                what
                        + " HTTP/1.1\r\nHost: 127.0.0.1:"
                        + port
                        + "\r\n"
                        + fields
                        + "Connection: close\r\n\r\n";
        byte[] start = head.getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[start.length + body.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(body, 0, whole, start.length, body.length);
        socket.getOutputStream().write(whole);
        return Arrivals.read(socket.getInputStream(), clock);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
