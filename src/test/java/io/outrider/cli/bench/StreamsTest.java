package io.outrider.cli.bench;

import static io.outrider.cli.bench.Scripted.chunk;
import static io.outrider.cli.bench.Scripted.lastEvents;
import static io.outrider.cli.bench.Scripted.textEvent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StreamsTest {
    private static final String HEAD =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n";

    @Test
    void streamsComeBackInTheOrderOfTheirAsks() throws Exception {
        try (Scripted server =
                new Scripted(
                        List.of(
                                HEAD,
                                chunk(textEvent("a") + ": ping\n\n"),
                                chunk(textEvent("b")),
                                chunk(lastEvents(7, 3)),
                                "0\r\n\r\n"))) {
            List<StreamRun> runs =
                    Streams.together(
                            server.port(),
                            List.of(
                                    new Streams.Ask(5, "{\"n\":1}", 0),
                                    new Streams.Ask(2, "{\"n\":2}", 0)));

            assertThat(runs).extracting(StreamRun::prompt).containsExactly(5, 2);
            assertThat(runs).extracting(StreamRun::tokens).containsExactly(3, 3);
            assertThat(runs).extracting(StreamRun::promptTokens).containsExactly(7, 7);
            assertThat(runs).extracting(StreamRun::finish).containsOnly("length");
            assertThat(runs)
                    .allSatisfy(
                            run -> {
                                assertThat(run.arrivals()).hasSize(2).isSorted();
                                assertThat(run.first()).isGreaterThanOrEqualTo(run.sent());
                            });
            assertThat(List.of(server.heard(), server.heard()))
                    .anyMatch(request -> request.endsWith("\r\n\r\n{\"n\":1}"))
                    .anyMatch(request -> request.endsWith("\r\n\r\n{\"n\":2}"))
                    .allMatch(request -> request.startsWith("POST /v1/chat/completions HTTP/1.1"))
                    .allMatch(request -> request.contains("\r\nHost: 127.0.0.1:" + server.port()));
        }
    }

    @Test
    void anErrorDocumentEndsTheTurn() throws IOException {
        try (Scripted server =
                new Scripted(
                        List.of("HTTP/1.1 429 Busy\r\nContent-Length: 9\r\n\r\n{\"error\"}"))) {
            assertThatThrownBy(() -> ask(server))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("429");
        }
    }

    @Test
    void anErrorInsideTheStreamEndsTheTurn() throws IOException {
        try (Scripted server =
                new Scripted(
                        List.of(
                                HEAD,
                                chunk(textEvent("a")),
                                chunk("data: {\"error\":{\"code\":\"engine_failure\"}}\n\n"),
                                "0\r\n\r\n"))) {
            assertThatThrownBy(() -> ask(server))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("engine_failure");
        }
    }

    @Test
    void aStreamWithoutItsLastEventIsNoAnswer() throws IOException {
        try (Scripted server = new Scripted(List.of(HEAD, chunk(textEvent("a")), "0\r\n\r\n"))) {
            assertThatThrownBy(() -> ask(server))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no whole stream");
        }
    }

    @Test
    void aServerThatIsGoneIsAnErrorForAll() throws IOException {
        int port;
        try (Scripted gone = new Scripted(List.of())) {
            port = gone.port();
        }
        assertThatThrownBy(
                        () ->
                                Streams.together(
                                        port,
                                        List.of(
                                                new Streams.Ask(0, "{}", 0),
                                                new Streams.Ask(1, "{}", 0))))
                .isInstanceOf(IOException.class);
    }

    private static void ask(Scripted server) throws IOException {
        Streams.together(server.port(), List.of(new Streams.Ask(0, "{}", 0)));
    }
}
