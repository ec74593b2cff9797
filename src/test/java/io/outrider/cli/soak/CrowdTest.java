package io.outrider.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class CrowdTest {
    private static Crowd crowd(int port) {
        return new Crowd(
                new Visitor(port, Duration.ofSeconds(20)),
                new Visits(List.of("none"), "heavy", Duration.ofSeconds(1)),
                1);
    }

    private static int visits(Crowd crowd) {
        return crowd.tally().counts().values().stream().mapToInt(Integer::intValue).sum();
    }

    @Test
    void aCrowdComesAndStaysAwayWhenToldTo() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> refuseAll(server));
            Crowd crowd = crowd(server.getLocalPort());
            crowd.start();
            while (crowd.tally().of(Outcome.OVERFLOWED) < 20) {
                Thread.sleep(5);
            }
            assertThat(crowd.stop(Duration.ofSeconds(30))).isZero();
            int counted = visits(crowd);
            Thread.sleep(100);
            assertThat(visits(crowd)).as("nobody came after the end").isEqualTo(counted);
        }
    }

    private static void refuseAll(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> refuse(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void refuse(Socket socket) {
        try (socket) {
            socket.getOutputStream()
                    .write(
                            "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            long unused = socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException gone) {
            // the client may leave whenever it likes
        }
    }

    @Test
    void whoNeverGetsAnAnswerIsCounted() throws Exception {
        // Connections are taken by the kernel, and nobody ever answers them.
        try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Crowd crowd = crowd(deaf.getLocalPort());
            crowd.start();
            Thread.sleep(200);
            assertThat(crowd.stop(Duration.ofMillis(500))).isPositive();
        }
    }
}
