package io.outrider.openai;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.outrider.generation.FinishReason;
import io.outrider.generation.GenerationRequest;
import io.outrider.generation.Prompt;
import io.outrider.generation.Refusal;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(EdgeProfile.class)
class CompletionTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String TEXT = "/v1/completions";

    @Inject ScriptedEngine engine;

    @BeforeEach
    void fresh() {
        engine.reset();
    }

    @Test
    void aConversationIsAnsweredInOneDocument() {
        var json = chat("").then().statusCode(200).extract().jsonPath();
        assertThat(json.getString("id")).startsWith("chatcmpl-");
        assertThat(json.getString("object")).isEqualTo("chat.completion");
        assertThat(json.getLong("created")).isGreaterThan(1_700_000_000);
        assertThat(json.getString("model")).isEqualTo("alias");
        assertThat(json.getString("system_fingerprint")).startsWith("fp_outrider_");
        assertThat(json.getMap("choices[0].message"))
                .containsEntry("role", "assistant")
                .containsEntry("content", "Hello world");
        assertThat(json.getString("choices[0].finish_reason")).isEqualTo("stop");
        assertThat(json.getMap("usage"))
                .isEqualTo(
                        Map.of(
                                "prompt_tokens",
                                7,
                                "completion_tokens",
                                2,
                                "total_tokens",
                                9,
                                "prompt_tokens_details",
                                Map.of("cached_tokens", 3)));
        assertThat(json.getMap("")).doesNotContainKey("metrics");
    }

    @Test
    void aTextIsContinuedInOneDocument() throws InterruptedException {
        engine.plays(
                play -> {
                    play.start();
                    play.say("abc");
                    play.finish(FinishReason.LENGTH);
                });
        var json =
                post(TEXT, "{\"model\":\"org/target-1b\",\"prompt\":[\"Once\"]}")
                        .then()
                        .statusCode(200)
                        .extract()
                        .jsonPath();
        assertThat(json.getString("id")).startsWith("cmpl-");
        assertThat(json.getString("object")).isEqualTo("text_completion");
        assertThat(json.getString("choices[0].text")).isEqualTo("abc");
        assertThat(json.getString("choices[0].finish_reason")).isEqualTo("length");
        assertThat(engine.nextPlay().request.prompt()).isEqualTo(new Prompt.Text("Once"));
    }

    @Test
    void theEngineGetsWhatTheRequestSays() throws InterruptedException {
        chat(",\"temperature\":0.5,\"top_p\":0.9,\"top_k\":-1,\"min_p\":0.1,\"presence_penalty\":1,"
                        + "\"frequency_penalty\":-1,\"repetition_penalty\":1.1,\"seed\":18446744073709551615,"
                        + "\"max_tokens\":5,\"max_completion_tokens\":5,\"stop\":[\"a\",\"b\"],"
                        + "\"logit_bias\":{\"7\":-100},"
                        + "\"speculative\":{\"method\":\"plain\",\"draft_tokens\":4}")
                .then()
                .statusCode(200);
        GenerationRequest request = engine.nextPlay().request;
        var sampling = request.sampling();
        assertThat(sampling.temperature()).isEqualTo(0.5);
        assertThat(sampling.topP()).isEqualTo(0.9);
        assertThat(sampling.topK()).isZero();
        assertThat(sampling.minP()).isEqualTo(0.1);
        assertThat(sampling.presencePenalty()).isEqualTo(1);
        assertThat(sampling.frequencyPenalty()).isEqualTo(-1);
        assertThat(sampling.repeatPenalty()).isEqualTo(1.1);
        assertThat(sampling.repeatLastN()).isEqualTo(-1);
        assertThat(sampling.logitBias()).isEqualTo(Map.of(7, -100.0));
        assertThat(request.seed()).hasValue(-1);
        assertThat(request.limits().maxTokens()).hasValue(5);
        assertThat(request.limits().stops()).containsExactly("a", "b");
        assertThat(request.speculation().method()).hasValue("plain");
        assertThat(request.speculation().draftTokens()).hasValue(4);
    }

    @Test
    void everyRoleAndTextPartsBecomeMessages() throws InterruptedException {
        String messages =
                "[{\"role\":\"developer\",\"content\":\"be brief\"},"
                        + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]},"
                        + "{\"role\":\"assistant\",\"content\":\"c\",\"tool_calls\":[],\"refusal\":null},"
                        + "{\"role\":\"tool\",\"content\":\"d\",\"tool_call_id\":\"t1\"}]";
        post(CHAT, "{\"model\":\"alias\",\"messages\":" + messages + "}").then().statusCode(200);
        assertThat(engine.nextPlay().request.prompt())
                .isEqualTo(
                        new Prompt.Conversation(
                                List.of(
                                        Map.of("role", "system", "content", "be brief"),
                                        Map.of("role", "user", "content", "a\nb"),
                                        Map.of("role", "assistant", "content", "c"),
                                        Map.of(
                                                "role",
                                                "tool",
                                                "content",
                                                "d",
                                                "tool_call_id",
                                                "t1")),
                                Map.of()));
    }

    @Test
    void tokenIdsAreAPrompt() throws InterruptedException {
        post(TEXT, "{\"model\":\"alias\",\"prompt\":[1,2,31999]}").then().statusCode(200);
        assertThat(engine.nextPlay().request.prompt()).isEqualTo(Prompt.Tokens.of(1, 2, 31_999));
    }

    @Test
    void whatIsAbsentIsTheTargetsOwnDistributionToTheEndOfTheContext() throws InterruptedException {
        chat("").then().statusCode(200);
        GenerationRequest request = engine.nextPlay().request;
        assertThat(request.sampling()).isEqualTo(io.outrider.generation.Sampling.plain());
        assertThat(request.limits().maxTokens()).isEmpty();
        assertThat(request.seed()).isEmpty();
        assertThat(request.speculation().method()).isEmpty();
    }

    @Test
    void metricsTellWhatSpeculationDid() {
        var metrics = chat(",\"metrics\":true").then().extract().jsonPath();
        String at = "metrics.speculative_decoding.";
        assertThat(metrics.getDouble(at + "mean_acceptance_length")).isEqualTo(2.2, within(1e-6));
        assertThat(metrics.getDouble(at + "draft_acceptance_rate")).isEqualTo(0.4, within(1e-6));
        assertThat(metrics.getList(at + "acceptance_histogram")).isEqualTo(List.of(2, 1, 1, 1));
        assertThat(metrics.getInt(at + "num_spec_steps")).isEqualTo(5);
        assertThat(metrics.getInt(at + "num_accepted_draft_tokens")).isEqualTo(6);
        assertThat(metrics.getInt(at + "num_draft_tokens")).isEqualTo(15);
        assertThat(metrics.getInt(at + "num_spec_tokens")).isEqualTo(3);
        assertThat(metrics.getString(at + "method")).isEqualTo("chain");
        assertThat(metrics.getBoolean(at + "lossless")).isTrue();
    }

    @Test
    void unknownFieldsAreIgnoredAndNamed() {
        chat(",\"tempratur\":1,\"we\\u0000ird\\n\":2,\"speculative\":{\"metod\":1}")
                .then()
                .statusCode(200)
                .header("x-ignored-fields", "speculative.metod, tempratur, we?ird?");
    }

    @Test
    void veryManyUnknownFieldsDoNotMakeALongHeader() {
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            fields.append(",\"unknown").append(i).append("\":0");
        }
        String header =
                chat(fields.toString()).then().statusCode(200).extract().header("x-ignored-fields");
        assertThat(header)
                .startsWith("unknown0, unknown1,")
                .endsWith(", ...")
                .hasSizeLessThan(1200);
    }

    @Test
    void aFailureBeforeTheAnswerIsAnErrorDocument() {
        engine.plays(
                play -> {
                    play.start();
                    play.say("lost");
                    play.fail();
                });
        var error = chat("").then().statusCode(500).extract().jsonPath();
        assertThat(error.getString("error.type")).isEqualTo("server_error");
        assertThat(error.getString("error.code")).isEqualTo("engine_failure");
        fresh();
        chat("").then().statusCode(200);
    }

    @Test
    void aFailureBeforeTheFirstChunkIsAnErrorDocumentToo() {
        engine.plays(
                play -> {
                    play.start();
                    play.fail();
                });
        var error = chat(",\"stream\":true").then().statusCode(500).extract().jsonPath();
        assertThat(error.getString("error.code")).isEqualTo("engine_failure");
    }

    @Test
    void aRequestThatTookTooLongIsNotWorthRepeating() throws InterruptedException {
        engine.plays(ScriptedEngine.Play::failLate);
        for (String more : List.of(",\"timeout\":2.5", ",\"timeout\":2.5,\"stream\":true")) {
            var response = chat(more).then().statusCode(504).extract();
            assertThat(response.header("x-should-retry")).isEqualTo("false");
            assertThat(response.jsonPath().getString("error.code")).isEqualTo("deadline_exceeded");
            assertThat(engine.nextPlay().request.limits().timeout())
                    .contains(Duration.ofMillis(2500));
        }
    }

    @Test
    void aFullQueueSaysWhenToComeBack() {
        engine.refuses(new Refusal.Overloaded(Duration.ofMillis(2500), "too many"));
        for (String more : List.of("", ",\"stream\":true")) {
            var response = chat(more).then().statusCode(429).header("Retry-After", "3").extract();
            assertThat(response.jsonPath().getString("error.type")).isEqualTo("rate_limit_error");
            assertThat(response.jsonPath().getString("error.code")).isEqualTo("queue_full");
        }
    }

    @Test
    void theEnginesRefusalNamesTheField() {
        engine.refuses(
                Refusal.Invalid.of("context_length_exceeded", "messages", "5000 of 4096 tokens"));
        var error = chat("").then().statusCode(400).extract().jsonPath();
        assertThat(error.getString("error.code")).isEqualTo("context_length_exceeded");
        assertThat(error.getString("error.param")).isEqualTo("messages");
        assertThat(error.getString("error.message")).contains("5000", "4096");
    }

    private static Response chat(String more) {
        return post(
                CHAT,
                "{\"model\":\"alias\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"
                        + more
                        + "}");
    }

    private static Response post(String path, String body) {
        return given().contentType("application/json").body(body).post(path);
    }
}
