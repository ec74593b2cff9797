package io.outrider.openai;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** HTTP/1.1 by hand, to see exactly which bytes come when. */
final class RawHttp implements AutoCloseable {
    private final Socket socket;

    RawHttp(int port) throws IOException {
        this(port, new Socket());
    }

    private RawHttp(int port, Socket socket) throws IOException {
        this.socket = socket;
        socket.setReceiveBufferSize(8192);
        socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(10_000);
    }

    static String post(String path, String body) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return "POST "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: "
                + length
                + "\r\n\r\n"
                + body;
    }

    RawHttp send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        return this;
    }

    /** Everything up to and with this text, undecoded. */
    String readUntil(String end) throws IOException {
        // One char per byte, so that a mark is found wherever it ends.
        String mark = new String(end.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        StringBuilder seen = new StringBuilder();
        InputStream in = socket.getInputStream();
        do {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed after: " + seen);
            }
            seen.append((char) next);
        } while (seen.length() < mark.length()
                || seen.indexOf(mark, seen.length() - mark.length()) < 0);
        return new String(
                seen.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** The next response: status line and headers, then its body without chunk marks. */
    Response read() throws IOException {
        String head = readUntil("\r\n\r\n");
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        String lower = head.toLowerCase(Locale.ROOT);
        if (lower.contains("transfer-encoding: chunked")) {
            while (true) {
                int size = Integer.parseInt(readUntil("\r\n").strip(), 16);
                body.writeBytes(socket.getInputStream().readNBytes(size));
                readUntil("\r\n");
                if (size == 0) {
                    break;
                }
            }
        } else {
            int from = lower.indexOf("content-length: ") + "content-length: ".length();
            int length = Integer.parseInt(head.substring(from, head.indexOf('\r', from)));
            body.writeBytes(socket.getInputStream().readNBytes(length));
        }
        return new Response(head, body.toString(StandardCharsets.UTF_8));
    }

    /** Whether the server has closed this connection; waits up to ten seconds. */
    boolean isClosed() throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /** Reads and forgets until the connection ends; says how many bytes came. */
    long drain() throws IOException {
        byte[] buffer = new byte[65_536];
        long drained = 0;
        try {
            for (int n = 0; n >= 0; n = socket.getInputStream().read(buffer)) {
                drained += n;
            }
        } catch (SocketTimeoutException open) {
            throw new IOException("the server leaves this connection open", open);
        } catch (IOException reset) {
            return drained;
        }
        return drained;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    record Response(String head, String body) {
        int status() {
            return Integer.parseInt(head.substring(9, 12));
        }
    }
}
