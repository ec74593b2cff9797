package io.outrider.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A client that reads a few lines of a stream and then goes away. */
final class HalfRead implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader lines;

    private HalfRead(Socket socket) throws IOException {
        this.socket = socket;
        this.lines =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    static HalfRead of(String url, String json) throws IOException {
        URI address = URI.create(url);
        HalfRead client = new HalfRead(new Socket(address.getHost(), address.getPort()));
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        String head =
                "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
                        + "Content-Type: application/json\r\nContent-Length: "
                        + body.length
                        + "\r\n\r\n";
        client.socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        client.socket.getOutputStream().write(body);
        client.socket.getOutputStream().flush();
        return client;
    }

    /** Reads this many lines that carry events. */
    void readLines(int count) throws IOException {
        for (int seen = 0; seen < count; ) {
            String line = lines.readLine();
            if (line == null) {
                throw new IOException("the stream ended after " + seen + " events");
            }
            seen += line.startsWith("data: ") ? 1 : 0;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
