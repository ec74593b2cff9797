package io.outrider.cli.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A server that reads a request and then says its lines, piece by piece, whatever was asked. */
final class Scripted implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    Scripted(List<String> pieces) throws IOException {
        Thread.ofVirtual()
                .start(
                        () -> {
                            while (!socket.isClosed()) {
                                try {
                                    Socket client = socket.accept();
                                    Thread.ofVirtual().start(() -> answer(client, pieces));
                                } catch (IOException closed) {
                                    return;
                                }
                            }
                        });
    }

    private void answer(Socket client, List<String> pieces) {
        try (client) {
            heard.add(request(client.getInputStream()));
            OutputStream out = client.getOutputStream();
            for (String piece : pieces) {
                out.write(piece.getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static String request(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            text.append((char) in.read());
        }
        String length = text.toString().replaceAll("(?s).*Content-Length: (\\d+).*", "$1");
        if (length.chars().allMatch(Character::isDigit)) {
            byte[] body = in.readNBytes(Integer.parseInt(length));
            text.append(new String(body, StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    int port() {
        return socket.getLocalPort();
    }

    /** The next request that came. */
    String heard() throws InterruptedException {
        return heard.take();
    }

    /** A chunk of a chunked body. */
    static String chunk(String content) {
        int length = content.getBytes(StandardCharsets.UTF_8).length;
        return Integer.toHexString(length) + "\r\n" + content + "\r\n";
    }

    static String textEvent(String text) {
        return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
                + text
                + "\"},\"finish_reason\":null}],\"usage\":null}\n\n";
    }

    static String lastEvents(int promptTokens, int tokens) {
        return "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"length\"}]}\n\n"
                + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":"
                + promptTokens
                + ",\"completion_tokens\":"
                + tokens
                + "}}\n\ndata: [DONE]\n\n";
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
