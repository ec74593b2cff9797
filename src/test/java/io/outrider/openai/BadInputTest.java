package io.outrider.openai;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The table of bad input, row by row; after each row a good request must succeed. */
@QuarkusTest
@TestProfile(EdgeProfile.class)
class BadInputTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String TEXT = "/v1/completions";
    private static final String HELLO = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    @Inject ScriptedEngine engine;

    private record Row(String path, String body, int status, String code, String param) {}

    @BeforeEach
    void fresh() {
        engine.reset();
    }

    @Test
    void bodiesThatAreNoJson() {
        check(
                new Row(CHAT, "", 400, "invalid_json", ""),
                new Row(CHAT, "{", 400, "invalid_json", ""),
                new Row(CHAT, "hello", 400, "invalid_json", ""),
                new Row(CHAT, "[]", 400, "invalid_json", ""),
                new Row(CHAT, chat("") + "x", 400, "invalid_json", ""),
                new Row(
                        CHAT,
                        "{\"model\":\"alias\",\"model\":\"alias\"}",
                        400,
                        "duplicate_key",
                        "model"),
                new Row(CHAT, "{\"a\":" + "[".repeat(100), 400, "json_too_deep", ""),
                new Row(CHAT, "{\"model\":\"\\ud800\"}", 400, "invalid_encoding", ""));
    }

    @Test
    void models() {
        check(
                new Row(CHAT, "{" + HELLO + "}", 400, "missing_required_parameter", "model"),
                new Row(
                        CHAT,
                        "{\"model\":null," + HELLO + "}",
                        400,
                        "missing_required_parameter",
                        "model"),
                new Row(CHAT, "{\"model\":5," + HELLO + "}", 400, "invalid_type", "model"),
                new Row(
                        CHAT,
                        "{\"model\":\"gpt\\n-4\"," + HELLO + "}",
                        404,
                        "model_not_found",
                        "model"));
    }

    @Test
    void messages() {
        String type = "messages[0].content[0].type";
        check(
                messages("", "missing_required_parameter", "messages"),
                messages("\"messages\":[]", "invalid_value", "messages"),
                messages("\"messages\":\"hi\"", "invalid_type", "messages"),
                messages("\"messages\":[5]", "invalid_type", "messages[0]"),
                messages("\"messages\":[{}]", "missing_required_parameter", "messages[0].role"),
                messages(
                        "\"messages\":[{\"role\":\"god\",\"content\":\"\"}]",
                        "invalid_value",
                        "messages[0].role"),
                messages(
                        "\"messages\":[{\"role\":\"user\"}]",
                        "missing_required_parameter",
                        "messages[0].content"),
                messages(
                        "\"messages\":[{\"role\":\"user\",\"content\":null}]",
                        "missing_required_parameter",
                        "messages[0].content"),
                messages(
                        "\"messages\":[{\"role\":\"user\",\"content\":7}]",
                        "invalid_type",
                        "messages[0].content"),
                messages(
                        "\"messages\":[{\"role\":\"user\",\"content\":[]}]",
                        "invalid_value",
                        "messages[0].content"),
                messages(
                        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"http://127.0.0.1:1\"}}]}]",
                        "unsupported_content",
                        type),
                messages(
                        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\"}]}]",
                        "unsupported_content",
                        type),
                messages(
                        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}]",
                        "missing_required_parameter",
                        "messages[0].content[0].text"),
                messages(
                        "\"messages\":[{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{}]}]",
                        "unsupported_parameter",
                        "messages[0].tool_calls"));
    }

    @Test
    void prompts() {
        check(
                prompt("", "missing_required_parameter", "prompt"),
                prompt("\"prompt\":\"\"", "invalid_value", "prompt"),
                prompt("\"prompt\":[]", "invalid_value", "prompt"),
                prompt("\"prompt\":[\"\"]", "invalid_value", "prompt"),
                prompt("\"prompt\":{}", "invalid_type", "prompt"),
                prompt("\"prompt\":[\"a\",\"b\"]", "unsupported_parameter", "prompt"),
                prompt("\"prompt\":[[1],[2]]", "unsupported_parameter", "prompt"),
                prompt("\"prompt\":[1,32000]", "invalid_value", "prompt[1]"),
                prompt("\"prompt\":[-1]", "invalid_value", "prompt[0]"),
                prompt("\"prompt\":[1,\"a\"]", "invalid_type", "prompt[1]"),
                prompt("\"prompt\":\"a\",\"suffix\":\"b\"", "unsupported_parameter", "suffix"),
                prompt("\"prompt\":\"a\",\"echo\":true", "unsupported_parameter", "echo"),
                prompt("\"prompt\":\"a\",\"logprobs\":3", "unsupported_parameter", "logprobs"),
                prompt("\"prompt\":\"a\",\"best_of\":2", "unsupported_parameter", "best_of"));
    }

    @Test
    void samplingNumbers() {
        check(
                field("temperature", "2.1", "invalid_value"),
                field("temperature", "-0.1", "invalid_value"),
                field("temperature", "NaN", "invalid_value"),
                field("temperature", "1e999", "invalid_value"),
                field("temperature", "\"hot\"", "invalid_type"),
                field("top_p", "0", "invalid_value"),
                field("top_p", "1.01", "invalid_value"),
                field("top_k", "-2", "invalid_value"),
                field("top_k", "1.5", "invalid_type"),
                field("min_p", "1.1", "invalid_value"),
                field("presence_penalty", "3", "invalid_value"),
                field("frequency_penalty", "-3", "invalid_value"),
                field("repeat_penalty", "0", "invalid_value"),
                field("repetition_penalty", "-1", "invalid_value"),
                field("seed", "1.5", "invalid_type"),
                field("seed", "18446744073709551616", "invalid_value"),
                field("logit_bias", "[]", "invalid_type"),
                field("logit_bias", "{\"the\":1}", "invalid_value"),
                field("logit_bias", "{\"32000\":1}", "invalid_value"),
                field("logit_bias", "{\"5\":101}", "invalid_value"),
                field("logit_bias", "{\"5\":null}", "invalid_type"),
                field("n", "2", "unsupported_parameter"),
                field("n", "0", "invalid_value"));
    }

    @Test
    void limits() {
        String huge = "1" + "0".repeat(2000);
        check(
                field("timeout", "0", "invalid_value"),
                field("timeout", "-3", "invalid_value"),
                field("timeout", "1e6", "invalid_value"),
                field("timeout", "\"5s\"", "invalid_type"),
                field("max_tokens", "0", "invalid_value"),
                field("max_tokens", "-1", "invalid_value"),
                field("max_tokens", "1.7", "invalid_type"),
                field("max_tokens", huge, "invalid_value"),
                field("max_completion_tokens", "0", "invalid_value"),
                field("stop", "\"\"", "invalid_value"),
                field("stop", "5", "invalid_type"),
                field("stop", "[\"a\",\"\"]", "invalid_value"),
                field("stop", "[\"1\",\"2\",\"3\",\"4\",\"5\"]", "invalid_value"),
                field("stop", "\"" + "x".repeat(1001) + "\"", "invalid_value"),
                field("stream_options", "{}", "invalid_value"),
                field("stream", "\"yes\"", "invalid_type"));
    }

    @Test
    void speculation() {
        check(
                field("speculative", "true", "invalid_type"),
                new Row(
                        CHAT,
                        chat(",\"speculative\":{\"method\":\"magic\"}"),
                        400,
                        "invalid_value",
                        "speculative.method"),
                new Row(
                        CHAT,
                        chat(",\"speculative\":{\"draft_tokens\":0}"),
                        400,
                        "invalid_value",
                        "speculative.draft_tokens"),
                new Row(
                        CHAT,
                        chat(",\"speculative\":{\"draft_tokens\":17}"),
                        400,
                        "invalid_value",
                        "speculative.draft_tokens"));
    }

    @Test
    void fieldsThatAskForSomethingNotServed() {
        check(
                field("tools", "[{}]", "unsupported_parameter"),
                field("t_max_predict_ms", "100", "unsupported_parameter"),
                field("n_indent", "2", "unsupported_parameter"),
                field("prompt_embeds", "\"AA==\"", "unsupported_parameter"),
                field("add_special_tokens", "false", "unsupported_parameter"),
                field("tool_choice", "\"required\"", "unsupported_parameter"),
                field("response_format", "{\"type\":\"json_object\"}", "unsupported_parameter"),
                field("logprobs", "true", "unsupported_parameter"),
                field("top_logprobs", "5", "unsupported_parameter"),
                field("functions", "[{}]", "unsupported_parameter"),
                field("prediction", "{}", "unsupported_parameter"),
                field("cache_salt", "5", "invalid_type"),
                field("cache_salt", "\"" + "s".repeat(257) + "\"", "invalid_value"),
                field("cache_prompt", "\"no\"", "invalid_type"),
                field("modalities", "[\"text\",\"audio\"]", "unsupported_parameter"),
                field("audio", "{}", "unsupported_parameter"),
                field("web_search_options", "{}", "unsupported_parameter"),
                field("ignore_eos", "true", "unsupported_parameter"),
                field("min_tokens", "1", "unsupported_parameter"),
                field("chat_template", "\"x\"", "unsupported_parameter"),
                field("grammar", "\"root ::= x\"", "unsupported_parameter"));
    }

    @Test
    void fieldsThatAskForNothingPass() {
        List<String> neutral =
                List.of(
                        "\"tools\":[],\"tool_choice\":\"auto\",\"response_format\":{\"type\":\"text\"}",
                        "\"logprobs\":false,\"top_logprobs\":null,\"n\":1,\"best_of\":1.0,\"echo\":false",
                        "\"user\":\"u\",\"metadata\":{\"a\":1},\"store\":true,\"service_tier\":\"auto\"",
                        "\"parallel_tool_calls\":true,\"prompt_cache_key\":\"k\",\"modalities\":[\"text\"]",
                        "\"cache_salt\":\"s\",\"cache_prompt\":false",
                        "\"prediction\":null,\"functions\":[],\"audio\":null,\"stream_options\":null",
                        "\"temperature\":null,\"stop\":null,\"max_tokens\":null");
        for (String fields : neutral) {
            given().contentType("application/json")
                    .body(chat("," + fields))
                    .post(CHAT)
                    .then()
                    .statusCode(200)
                    .header("x-ignored-fields", (String) null);
        }
    }

    @Test
    void contentThatIsNotUtf8() {
        byte[] body =
                chat("").replace("hi", "h?").getBytes(java.nio.charset.StandardCharsets.UTF_8);
        body[new String(body, java.nio.charset.StandardCharsets.UTF_8).indexOf('?')] = (byte) 0xff;
        var response = given().contentType("application/json").body(body).post(CHAT);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.jsonPath().getString("error.code")).isEqualTo("invalid_encoding");
        good();
    }

    private static String chat(String more) {
        return "{\"model\":\"alias\"," + HELLO + more + "}";
    }

    private static Row field(String name, String value, String code) {
        return new Row(CHAT, chat(",\"" + name + "\":" + value), 400, code, name);
    }

    private static Row messages(String messages, String code, String param) {
        return new Row(CHAT, object(messages), 400, code, param);
    }

    private static Row prompt(String prompt, String code, String param) {
        return new Row(TEXT, object(prompt), 400, code, param);
    }

    private static String object(String members) {
        return "{\"model\":\"alias\"" + (members.isEmpty() ? "" : "," + members) + "}";
    }

    private void check(Row... rows) {
        for (Row row : rows) {
            var response =
                    given().config(
                                    RestAssuredConfig.config()
                                            .encoderConfig(
                                                    EncoderConfig.encoderConfig()
                                                            .defaultContentCharset("UTF-8")))
                            .contentType("application/json")
                            .body(row.body())
                            .post(row.path());
            String shown = row.body().substring(0, Math.min(200, row.body().length()));
            assertThat(response.statusCode()).as(shown).isEqualTo(row.status());
            assertThat(response.contentType()).isEqualTo("application/json");
            var error = response.jsonPath();
            assertThat(error.getString("error.code")).as(shown).isEqualTo(row.code());
            assertThat(error.getString("error.type")).isEqualTo("invalid_request_error");
            String param = error.getString("error.param");
            assertThat(param == null ? "" : param).as(shown).isEqualTo(row.param());
            assertThat(error.getString("error.message")).isNotBlank().isPrintable();
            good();
        }
    }

    private void good() {
        String text =
                given().contentType("application/json")
                        .body(chat(""))
                        .post(CHAT)
                        .then()
                        .statusCode(200)
                        .extract()
                        .path("choices[0].message.content");
        assertThat(text).isEqualTo("Hello world");
    }
}
