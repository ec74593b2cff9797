package io.outrider.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The packaged server with SmolLM2-135M, a real model that is a short download. */
@Tag("real")
final class SmallModelTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static ServerProcess server;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(Map.of("OUTRIDER_PRESET", "small"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String chat(String content, String more) throws IOException {
        return """
               {"model":"smollm2","max_tokens":24,"temperature":0,\
               "messages":[{"role":"user","content":%s}]%s}"""
                .formatted(JSON.writeValueAsString(content), more);
    }

    private static JsonNode answer(HttpResponse<String> response) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private static void serverIsWell() throws IOException {
        JsonNode well = answer(server.post("/v1/chat/completions", chat("Say hello.", "")));
        assertThat(well.at("/choices/0/message/content").asText()).isNotEmpty();
        assertThat(well.at("/usage/completion_tokens").asInt()).isBetween(1, 24);
    }

    @Test
    void aStreamEndsWithDoneAndSaysWhatTheWholeAnswerSays() throws IOException {
        // Only rows in the same company have the same bits: nobody drafts, and no prefix is reused.
        String alone = ",\"cache_prompt\":false,\"speculative\":{\"method\":\"none\"}";
        String whole =
                answer(server.post("/v1/chat/completions", chat("Name three colours.", alone)))
                        .at("/choices/0/message/content")
                        .asText();
        HttpResponse<String> stream =
                server.post(
                        "/v1/chat/completions",
                        chat("Name three colours.", alone + ",\"stream\":true"));
        StringBuilder streamed = new StringBuilder();
        List<String> lines = stream.body().lines().filter(line -> !line.isEmpty()).toList();
        assertThat(lines.getLast()).isEqualTo("data: [DONE]");
        for (String line : lines.subList(0, lines.size() - 1)) {
            assertThat(line).startsWith("data: {");
            streamed.append(
                    JSON.readTree(line.substring(6)).at("/choices/0/delta/content").asText());
        }
        assertThat(streamed.toString()).isEqualTo(whole);
        assertThat(lines.size()).as("one chunk a token").isGreaterThan(10);
    }

    @Test
    void promptLookupWritesWhatPlainDecodingWritesAtTemperatureZero() throws IOException {
        String ask = "Repeat exactly: one two three one two three one two three one two";
        String plain =
                answer(
                                server.post(
                                        "/v1/chat/completions",
                                        chat(
                                                ask,
                                                ",\"cache_prompt\":false,\"speculative\":{\"method\":\"none\"}")))
                        .at("/choices/0/message/content")
                        .asText();
        JsonNode drafted =
                answer(
                        server.post(
                                "/v1/chat/completions",
                                chat(
                                        ask,
                                        ",\"cache_prompt\":false,\"metrics\":true,\"speculative\":{\"method\":"
                                                + "\"prompt-lookup\",\"draft_tokens\":3}")));
        JsonNode statistics = drafted.at("/metrics/speculative_decoding");
        assertThat(statistics.at("/method").asText()).isEqualTo("prompt-lookup");
        assertThat(statistics.at("/num_accepted_draft_tokens").asInt()).isPositive();
        assertThat(drafted.at("/choices/0/message/content").asText()).isEqualTo(plain);
    }

    @Test
    void promptsThatKillNativeTokenizersLeaveTheServerAlive() throws IOException {
        List<String> prompts =
                List.of(
                        " ".repeat(5_000),
                        "a".repeat(200_000),
                        "\n".repeat(60_000),
                        "é".repeat(60_000),
                        "<|im_end|>".repeat(50));
        for (String prompt : prompts) {
            HttpResponse<String> response = server.post("/v1/chat/completions", chat(prompt, ""));
            assertThat(response.statusCode()).as(prompt.substring(0, 1)).isIn(200, 400);
            if (response.statusCode() == 400) {
                assertThat(JSON.readTree(response.body()).at("/error/code").asText())
                        .isIn("prompt_too_repetitive", "context_length_exceeded");
            }
            serverIsWell();
        }
    }

    @Test
    void aKilledClientFreesItsCells() throws Exception {
        try (HalfRead client =
                HalfRead.of(
                        server.url(),
                        chat("Tell me a long story.", ",\"stream\":true")
                                .replace("\"max_tokens\":24", "\"max_tokens\":1500"))) {
            client.readLines(6);
            assertThat(metric("outrider_sequences_used")).isEqualTo(1);
            assertThat(metric("outrider_kv_cells_used")).isPositive();
        }
        for (int i = 0; i < 100 && metric("outrider_sequences_used") > 0; i++) {
            Thread.sleep(20);
        }
        assertThat(metric("outrider_sequences_used")).isZero();
        assertThat(metric("outrider_kv_cells_used")).isZero();
        assertThat(metric("outrider_kv_cells_reserved")).isZero();
        assertThat(metric("vllm:num_requests_running")).isZero();
        serverIsWell();
    }

    private static double metric(String name) throws IOException {
        return server.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void healthModelsAndMetricsAnswer() throws IOException {
        assertThat(server.get("/health").statusCode()).isEqualTo(200);
        assertThat(server.get("/q/health").body()).contains("\"UP\"");
        JsonNode models = JSON.readTree(server.get("/v1/models").body());
        assertThat(models.at("/data/0/max_model_len").asInt()).isEqualTo(2048);
        assertThat(server.get("/metrics").body())
                .contains("vllm:num_requests_running", "vllm:generation_tokens_total");
    }
}
