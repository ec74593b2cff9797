package io.outrider.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A client against a server that says what the test wants. */
final class VisitorTest {
    private static final String STREAM = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    private static final String EVENT = "e\r\ndata: {\"a\":1}\n\n\r\n";
    private static final String DONE = "e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n";

    /** Visits a server that answers with these bytes and closes. */
    private static Ending visit(Manner manner, String answer) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try (Socket socket = server.accept()) {
                                    byte[] asked = new byte[4096];
                                    int unused = socket.getInputStream().read(asked);
                                    socket.getOutputStream()
                                            .write(answer.getBytes(StandardCharsets.UTF_8));
                                    socket.shutdownOutput();
                                    // Until the client goes, or its last bytes are lost to it.
                                    while (socket.getInputStream().read(asked) >= 0) {}
                                } catch (IOException gone) {
                                    // the client may leave whenever it likes
                                }
                            });
            return new Visitor(server.getLocalPort(), Duration.ofSeconds(5))
                    .visit(new Visit("/v1/completions", "{}", manner));
        }
    }

    private static Outcome outcome(Manner manner, String answer) {
        try {
            return visit(manner, answer).outcome();
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    @Test
    void aWholeStreamIsAnswered() {
        assertThat(outcome(new Manner.Reads(), STREAM + EVENT + DONE)).isEqualTo(Outcome.ANSWERED);
        assertThat(outcome(new Manner.Dawdles(1, Duration.ofMillis(5)), STREAM + EVENT + DONE))
                .isEqualTo(Outcome.ANSWERED);
        assertThat(outcome(new Manner.Leaves(2), STREAM + EVENT + DONE))
                .as("it ended before the client left")
                .isEqualTo(Outcome.ANSWERED);
    }

    @Test
    void whoLeavesHasLeft() {
        assertThat(outcome(new Manner.Leaves(2), STREAM + EVENT + EVENT + DONE))
                .isEqualTo(Outcome.LEFT);
        assertThat(outcome(new Manner.Vanishes(Duration.ofMillis(5)), "")).isEqualTo(Outcome.LEFT);
    }

    @Test
    void onlyWhoStalledMayBeCutOff() {
        assertThat(outcome(new Manner.Stalls(1, Duration.ofMillis(5)), STREAM + EVENT + EVENT))
                .isEqualTo(Outcome.CUT_OFF);
        assertThat(outcome(new Manner.Stalls(9, Duration.ofMillis(5)), STREAM + EVENT))
                .isEqualTo(Outcome.WRONG);
        assertThat(outcome(new Manner.Reads(), STREAM + EVENT)).isEqualTo(Outcome.WRONG);
    }

    @Test
    void anOverflowMustSayWhenToComeBack() {
        String with = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 5\r\n\r\n{}";
        String without = "HTTP/1.1 429 Too Many Requests\r\n\r\n{}";
        String zero = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 0\r\n\r\n{}";
        assertThat(outcome(new Manner.Reads(), with)).isEqualTo(Outcome.OVERFLOWED);
        assertThat(outcome(new Manner.Reads(), without)).isEqualTo(Outcome.WRONG);
        assertThat(outcome(new Manner.Reads(), zero)).isEqualTo(Outcome.WRONG);
    }

    @Test
    void onlyABadRequestMayBeRefusedAndItMustBe() {
        String refused = "HTTP/1.1 400 Bad Request\r\n\r\n{}";
        assertThat(outcome(new Manner.Errs(), refused)).isEqualTo(Outcome.REFUSED);
        assertThat(outcome(new Manner.Reads(), refused)).isEqualTo(Outcome.WRONG);
        assertThat(outcome(new Manner.Errs(), STREAM + DONE)).isEqualTo(Outcome.WRONG);
    }

    @Test
    void everythingElseIsWrongAndSaysWhatWasSeen() throws IOException {
        Map<String, String> answers =
                Map.of(
                        "HTTP/1.1 500 Oops\r\n\r\n{}",
                        "500 Oops",
                        "HTTP/1.1 503 Busy\r\nRetry-After: 5\r\n\r\n{}",
                        "503 Busy",
                        "",
                        "closed without an answer",
                        STREAM + EVENT,
                        "broke off after 1 events",
                        STREAM + "1f\r\ndata: {\"error\":{\"code\":\"x\"}}\n\n",
                        "\"code\":\"x\"");
        for (Map.Entry<String, String> each : answers.entrySet()) {
            Ending ending = visit(new Manner.Reads(), each.getKey());
            assertThat(ending.outcome()).as(each.getKey()).isEqualTo(Outcome.WRONG);
            assertThat(ending.detail()).contains(each.getValue());
        }
        Ending nobody =
                new Visitor(1, Duration.ofSeconds(1))
                        .visit(new Visit("/", "{}", new Manner.Reads()));
        assertThat(nobody.outcome()).isEqualTo(Outcome.WRONG);
    }

    @Test
    void aTallyCountsAllAndKeepsTheFirstWrongs() {
        Tally tally = new Tally();
        tally.count(Ending.of(Outcome.ANSWERED));
        tally.count(Ending.of(Outcome.ANSWERED));
        for (int i = 0; i < 100; i++) {
            tally.count(Ending.wrong("number " + i));
        }
        assertThat(tally.of(Outcome.ANSWERED)).isEqualTo(2);
        assertThat(tally.counts()).hasSize(Outcome.values().length);
        assertThat(tally.counts()).containsEntry(Outcome.WRONG, 100);
        assertThat(tally.wrongs()).hasSize(20).startsWith("number 0");
    }
}
