package io.outrider.cli.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/**
 * A client by hand: one connection a visit on a plain socket, closed whenever its manner says so.
 * Blocks the calling thread, which is best a virtual one.
 */
final class Visitor {
    private static final int SMALL_BUFFER = 4096;

    private final int port;
    private final Duration patience;

    /**
     * @param port of the server on this machine
     * @param patience how long it may take until the next byte comes
     */
    Visitor(int port, Duration patience) {
        this.port = port;
        this.patience = patience;
    }

    /** Makes the visit and says how it ended; throws nothing. */
    Ending visit(Visit visit) {
        try (Socket socket = new Socket()) {
            if (visit.manner() instanceof Manner.Stalls) {
                // What the client's kernel takes, the server's need not keep.
                socket.setReceiveBufferSize(SMALL_BUFFER);
            }
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout((int) patience.toMillis());
            send(socket, visit);
            if (visit.manner() instanceof Manner.Vanishes(Duration after)) {
                Thread.sleep(after);
                return Ending.of(Outcome.LEFT);
            }
            return read(socket, visit.manner());
        } catch (IOException broken) {
            return Ending.wrong(visit.manner() + ": " + broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Ending.of(Outcome.LEFT);
        }
    }

    private static void send(Socket socket, Visit visit) throws IOException {
        byte[] body = visit.body().getBytes(StandardCharsets.UTF_8);
        String head =
                "POST "
                        + visit.path()
                        + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Connection: close\r\nContent-Length: "
                        + body.length
                        + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(body);
    }

    private static Ending read(Socket socket, Manner manner)
            throws IOException, InterruptedException {
        BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8),
                        SMALL_BUFFER);
        String status = lines.readLine();
        if (status == null) {
            return Ending.wrong(manner + ": closed without an answer");
        }
        String retryAfter = "";
        for (String line = lines.readLine();
                line != null && !line.isEmpty();
                line = lines.readLine()) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("retry-after:")) {
                retryAfter = lower.substring("retry-after:".length()).strip();
            }
        }
        boolean errs = manner instanceof Manner.Errs;
        if (status.startsWith("HTTP/1.1 200 ") && !errs) {
            return stream(lines, manner);
        }
        if (status.startsWith("HTTP/1.1 429 ") && retryAfter.matches("[1-9][0-9]*")) {
            return Ending.of(Outcome.OVERFLOWED);
        }
        if (status.startsWith("HTTP/1.1 400 ") && errs) {
            return Ending.of(Outcome.REFUSED);
        }
        return Ending.wrong(manner + ": " + status + ", Retry-After '" + retryAfter + "'");
    }

    /** Marks of chunks stand on lines of their own and are passed over. */
    private static Ending stream(BufferedReader lines, Manner manner)
            throws IOException, InterruptedException {
        int events = 0;
        boolean stalled = false;
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals("data: [DONE]")) {
                    return Ending.of(Outcome.ANSWERED);
                }
                if (line.startsWith("data: {\"error\"")) {
                    return Ending.wrong(manner + ": " + line);
                }
                if (!line.startsWith("data: ")) {
                    continue;
                }
                events++;
                switch (manner) {
                    case Manner.Leaves(int most) -> {
                        if (events == most) {
                            return Ending.of(Outcome.LEFT);
                        }
                    }
                    case Manner.Dawdles(int every, Duration pause) -> {
                        if (events % every == 0) {
                            Thread.sleep(pause);
                        }
                    }
                    case Manner.Stalls(int most, Duration pause) -> {
                        if (events == most) {
                            Thread.sleep(pause);
                            stalled = true;
                        }
                    }
                    case Manner.Reads reads -> {}
                    case Manner.Vanishes vanishes -> {}
                    case Manner.Errs errs -> {}
                }
            }
        } catch (IOException reset) {
            if (!stalled) {
                throw reset;
            }
        }
        return stalled
                ? Ending.of(Outcome.CUT_OFF)
                : Ending.wrong(manner + ": the stream broke off after " + events + " events");
    }
}
