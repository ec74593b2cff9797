package io.outrider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.generation.FinishReason;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What leaves the socket, byte by byte, and when. */
@QuarkusTest
@TestProfile(EdgeProfile.class)
class StreamTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String TEXT = "/v1/completions";

    @Inject ScriptedEngine engine;

    @BeforeEach
    void fresh() {
        engine.reset();
    }

    @Test
    void aChatStreamIsFramedExactlyAsOpenAiDoes() throws IOException {
        var response = ask(chat(""));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.head())
                .containsIgnoringCase("content-type: text/event-stream\r\n")
                .containsIgnoringCase("cache-control: no-cache\r\n")
                .containsIgnoringCase("x-accel-buffering: no\r\n");
        String[] events = response.body().split("\n\n", -1);
        String head = head(events[0]);
        assertThat(head)
                .matches(
                        "data: \\{\"id\":\"chatcmpl-[0-9a-f]{32}\",\"object\":\"chat.completion.chunk\","
                                + "\"created\":\\d+,\"model\":\"alias\",\"system_fingerprint\":\"fp_outrider_[^\"]+\",");
        assertThat(events)
                .containsExactly(
                        head
                                + "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"logprobs\":null,\"finish_reason\":null}]}",
                        head
                                + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"},\"logprobs\":null,\"finish_reason\":null}]}",
                        head
                                + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\" world\"},\"logprobs\":null,\"finish_reason\":null}]}",
                        head
                                + "\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}]}",
                        "data: [DONE]",
                        "");
    }

    @Test
    void aTextStreamHasNoOpeningChunk() throws IOException {
        var response =
                ask(
                        RawHttp.post(
                                TEXT, "{\"model\":\"alias\",\"prompt\":\"Once\",\"stream\":true}"));
        String[] events = response.body().split("\n\n", -1);
        assertThat(events).hasSize(5);
        assertThat(events[0])
                .startsWith("data: {\"id\":\"cmpl-")
                .endsWith(
                        "\"choices\":[{\"index\":0,\"text\":\"Hello\",\"logprobs\":null,\"finish_reason\":null}]}");
        assertThat(events[2])
                .endsWith(
                        "{\"index\":0,\"text\":\"\",\"logprobs\":null,\"finish_reason\":\"stop\"}]}");
        assertThat(events[3]).isEqualTo("data: [DONE]");
    }

    @Test
    void tokenCountsComeInAChunkOfTheirOwn() throws IOException {
        var response = ask(chat(",\"stream_options\":{\"include_usage\":true},\"metrics\":true"));
        String[] events = response.body().split("\n\n", -1);
        assertThat(events).hasSize(7);
        for (int i = 0; i < 4; i++) {
            assertThat(events[i]).endsWith("],\"usage\":null}");
        }
        assertThat(events[4])
                .contains(
                        "\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2,\"total_tokens\":9,"
                                + "\"prompt_tokens_details\":{\"cached_tokens\":3}},"
                                + "\"metrics\":{\"speculative_decoding\":{\"mean_acceptance_length\":2.2,");
    }

    @Test
    void metricsComeWithTheLastChunk() throws IOException {
        String[] events = ask(chat(",\"metrics\":true")).body().split("\n\n", -1);
        assertThat(events[3])
                .contains("\"finish_reason\":\"stop\"}],\"metrics\":{\"speculative_decoding\"");
        assertThat(events[2]).doesNotContain("metrics").doesNotContain("usage");
    }

    @Test
    void everyPieceLeavesBeforeTheNextIsWritten() throws Exception {
        Semaphore turn = new Semaphore(0);
        engine.plays(
                play -> {
                    play.start();
                    for (int i = 0; i < 20; i++) {
                        play.say("piece" + i + ".");
                        turn.acquire();
                    }
                    play.finish(FinishReason.STOP);
                });
        try (RawHttp http = open().send(chat(""))) {
            for (int i = 0; i < 20; i++) {
                http.readUntil("\"piece" + i + ".\"");
                turn.release();
            }
            http.readUntil("data: [DONE]\n\n");
        }
    }

    @Test
    void charactersOfSeveralBytesArriveWhole() throws IOException {
        engine.plays(
                play -> {
                    play.start();
                    play.say("grüße ");
                    play.say("日本");
                    play.say("😀\n\"quoted\"");
                    play.finish(FinishReason.STOP);
                });
        assertThat(ask(chat("")).body())
                .contains("\"content\":\"grüße \"")
                .contains("\"content\":\"日本\"")
                .contains("\"content\":\"😀\\n\\\"quoted\\\"\"");
    }

    @Test
    void aConnectionServesManyStreams() throws IOException {
        try (RawHttp http = open()) {
            for (int i = 0; i < 5; i++) {
                assertThat(http.send(chat("")).read().body()).endsWith("data: [DONE]\n\n");
            }
        }
    }

    @Test
    void aFailureInMidStreamIsAnErrorEventWithoutDone() throws IOException {
        engine.plays(
                play -> {
                    play.start();
                    play.say("Hel");
                    play.fail();
                });
        var response = ask(chat(""));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body())
                .endsWith(
                        "data: {\"error\":{\"message\":\"the device is gone\",\"type\":\"server_error\","
                                + "\"param\":null,\"code\":\"engine_failure\"}}\n\n")
                .doesNotContain("[DONE]");
        fresh();
        assertThat(ask(chat("")).body()).endsWith("data: [DONE]\n\n");
    }

    @Test
    void aStreamThatWaitsIsKeptOpenWithComments() throws Exception {
        Semaphore go = new Semaphore(0);
        engine.plays(
                play -> {
                    play.start();
                    go.acquire();
                    play.say("late");
                    go.acquire();
                    play.finish(FinishReason.STOP);
                });
        try (RawHttp http = open().send(chat(""))) {
            assertThat(http.readUntil(": ping\n\n"))
                    .contains("200 OK")
                    .contains("text/event-stream");
            http.readUntil(": ping\n\n");
            go.release();
            String rest = http.readUntil("\"late\"");
            assertThat(rest).contains("\"role\":\"assistant\"");
            Thread.sleep(600);
            go.release();
            assertThat(http.readUntil("data: [DONE]\n\n")).doesNotContain("ping");
        }
    }

    @Test
    void aFailureAfterCommentsIsAnErrorEvent() throws Exception {
        Semaphore go = new Semaphore(0);
        engine.plays(
                play -> {
                    go.acquire();
                    play.fail();
                });
        try (RawHttp http = open().send(chat(""))) {
            http.readUntil(": ping\n\n");
            go.release();
            http.readUntil("data: {\"error\":{");
            assertThat(http.readUntil("\r\n0\r\n\r\n")).doesNotContain("[DONE]");
        }
    }

    @Test
    void aClientThatLeavesInMidStreamIsCancelled() throws Exception {
        engine.plays(
                play -> {
                    play.start();
                    play.say("Hello");
                });
        RawHttp http = open().send(chat(""));
        http.readUntil("\"Hello\"");
        ScriptedEngine.Play play = engine.nextPlay();
        assertThat(play.isCancelled()).isFalse();
        http.close();
        assertThat(play.awaitCancel()).isTrue();
    }

    @Test
    void aClientThatLeavesBeforeItsFirstChunkIsCancelled() throws Exception {
        engine.plays(ScriptedEngine.Play::start);
        leaveEarly(chat(""));
    }

    @Test
    void aClientThatLeavesBeforeItsDocumentIsCancelled() throws Exception {
        engine.plays(ScriptedEngine.Play::start);
        leaveEarly(RawHttp.post(CHAT, body("").replace("true", "false")));
    }

    private void leaveEarly(String request) throws Exception {
        RawHttp http = open().send(request);
        ScriptedEngine.Play play = engine.nextPlay();
        Thread.sleep(100);
        assertThat(play.isCancelled()).isFalse();
        http.close();
        assertThat(play.awaitCancel()).isTrue();
    }

    @Test
    void aClientThatLeavesInItsBodyLeavesNothingBehind() throws Exception {
        String request = chat("");
        try (RawHttp http = open()) {
            http.send(request.substring(0, request.length() - 3));
        }
        assertThat(ask(request).body()).endsWith("data: [DONE]\n\n");
        engine.nextPlay();
        assertThat(engine.hasPlays()).isFalse();
    }

    @Test
    void anHttp2StreamThatIsResetIsCancelled() throws Exception {
        engine.plays(
                play -> {
                    play.start();
                    play.say("Hello");
                });
        try (HttpClient client = HttpClient.newBuilder().version(Version.HTTP_2).build()) {
            URI uri = URI.create("http://localhost:" + RestAssured.port + CHAT);
            // The first request moves the connection to HTTP/2.
            HttpRequest health = HttpRequest.newBuilder(uri.resolve("/health")).build();
            assertThat(client.send(health, BodyHandlers.ofString()).version())
                    .isEqualTo(Version.HTTP_2);
            HttpRequest request =
                    HttpRequest.newBuilder(uri)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(body("")))
                            .build();
            var answer = client.send(request, BodyHandlers.ofInputStream());
            assertThat(answer.version()).isEqualTo(Version.HTTP_2);
            try (InputStream in = answer.body()) {
                assertThat(new String(in.readNBytes(6), StandardCharsets.UTF_8))
                        .isEqualTo("data: ");
                assertThat(engine.nextPlay().isCancelled()).isFalse();
                engine.reset();
                engine.plays(ScriptedEngine.Play::start);
            }
            var second = client.sendAsync(request, BodyHandlers.ofInputStream());
            ScriptedEngine.Play play = engine.nextPlay();
            second.cancel(true);
            assertThat(play.awaitCancel()).isTrue();
        }
    }

    @Test
    void aReaderThatTakesNothingIsCancelledAndWhatWaitsForItIsDropped() throws Exception {
        AtomicLong said = new AtomicLong();
        engine.plays(play -> talk(play, 80_000_000, said));
        try (RawHttp http = open().send(chat(""))) {
            assertThat(engine.nextPlay().awaitCancel()).isTrue();
            assertThat(said.get()).isLessThan(40_000_000);
            assertThat(http.drain()).isLessThan(said.get() - 4_000_000);
        }
        fresh();
        assertThat(ask(chat("")).body()).endsWith("data: [DONE]\n\n");
    }

    @Test
    void aReaderThatStallsIsCancelledAlsoWhenNothingMoreIsWritten() throws Exception {
        AtomicLong said = new AtomicLong();
        // More than the kernel takes, less than our own limit on top of it.
        engine.plays(play -> talk(play, 8_000_000, said));
        try (RawHttp http = open().send(chat(""))) {
            assertThat(engine.nextPlay().awaitCancel()).isTrue();
            assertThat(said.get()).isGreaterThanOrEqualTo(8_000_000);
            assertThat(http.drain()).isLessThan(said.get());
        }
    }

    private static void talk(ScriptedEngine.Play play, long bytes, AtomicLong said)
            throws InterruptedException {
        String piece = "x".repeat(40_000);
        play.start();
        while (!play.isCancelled() && said.get() < bytes) {
            play.say(piece);
            said.addAndGet(piece.length());
            Thread.sleep(1);
        }
    }

    private RawHttp open() throws IOException {
        return new RawHttp(RestAssured.port);
    }

    private RawHttp.Response ask(String request) throws IOException {
        try (RawHttp http = open()) {
            return http.send(request).read();
        }
    }

    private static String chat(String more) {
        return RawHttp.post(CHAT, body(more));
    }

    private static String body(String more) {
        return "{\"model\":\"alias\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"stream\":true"
                + more
                + "}";
    }

    private static String head(String event) {
        return event.substring(0, event.indexOf("\"choices\""));
    }
}
