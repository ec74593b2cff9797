package io.outrider.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class AnswerTest {
    private static final String HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    /** Each piece is one read, and the n-th read is at n seconds. */
    private static Arrivals arrivals(String... pieces) throws IOException {
        List<InputStream> streams =
                List.of(pieces).stream()
                        .map(
                                piece ->
                                        (InputStream)
                                                new ByteArrayInputStream(
                                                        piece.getBytes(StandardCharsets.UTF_8)))
                        .toList();
        AtomicInteger reads = new AtomicInteger();
        return Arrivals.read(
                new SequenceInputStream(Collections.enumeration(streams)), reads::incrementAndGet);
    }

    @Test
    void anEventHasTheTimeAtWhichItsLineWasComplete() throws IOException {
        Answer answer =
                Answer.of(
                        arrivals(
                                HEAD,
                                "8\r\ndata: a\n\r\n",
                                "a\r\n\ndata",
                                ": bb\n\r\n",
                                "3\r\n: p\r\n8\r\ning\n\ndat\r\n",
                                "6\r\na: c\n\n\r\n0\r\n\r\n"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.events())
                .containsExactly(
                        new Answer.Event(2, "a"),
                        new Answer.Event(4, "bb"),
                        new Answer.Event(6, "c"));
    }

    @Test
    void chunkBoundariesMayCutACharacter() throws IOException {
        byte[] umlaut = "ü".getBytes(StandardCharsets.UTF_8);
        byte[] raw =
                (HEAD + "8\r\ndata: a?\r\n2\r\n?\n\r\n0\r\n\r\n").getBytes(StandardCharsets.UTF_8);
        int seen = 0;
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] == '?') {
                raw[i] = umlaut[seen++];
            }
        }
        Answer answer = Answer.of(Arrivals.read(new ByteArrayInputStream(raw), () -> 0));

        assertThat(answer.events()).containsExactly(new Answer.Event(0, "aü"));
    }

    @Test
    void aBodyOfStatedLengthIsReadToItsEnd() throws IOException {
        Answer answer =
                Answer.of(arrivals("HTTP/1.1 503 Busy\r\ncontent-length: 4\r\n\r\n", "wait"));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text()).isEqualTo("wait");
    }

    @Test
    void withoutALengthTheConnectionsEndIsTheBodys() throws IOException {
        assertThat(Answer.of(arrivals("HTTP/1.0 200 OK\r\n\r\n", "all ", "of it")).text())
                .isEqualTo("all of it");
    }

    @Test
    void anAnswerThatBreaksOffIsAnError() {
        assertThatThrownBy(() -> Answer.of(arrivals(HEAD, "8\r\ndata")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("broke off");
        assertThatThrownBy(() -> Answer.of(arrivals(HEAD, "7\r\ndata: a\r\n")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("broke off");
        assertThatThrownBy(
                        () -> Answer.of(arrivals("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("broke off");
    }

    @Test
    void somethingElseIsNoAnswer() {
        assertThatThrownBy(() -> Answer.of(arrivals("SSH-2.0 hello\r\n\r\n")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no HTTP");
    }
}
