package io.outrider.openai;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.engine.EngineStatus;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Everything about HTTP that is not a completion. */
@QuarkusTest
@TestProfile(EdgeProfile.class)
class HttpEdgeTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String GOOD =
            "{\"model\":\"alias\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    @Inject ScriptedEngine engine;

    @BeforeEach
    void fresh() {
        engine.reset();
    }

    @AfterEach
    void aGoodRequestStillSucceeds() throws IOException {
        engine.reset();
        assertThat(ask(RawHttp.post(CHAT, GOOD)).status()).isEqualTo(200);
    }

    @Test
    void modelsAreListedWithTheirAliases() {
        var json = given().get("/v1/models").then().statusCode(200).extract().jsonPath();
        assertThat(json.getString("object")).isEqualTo("list");
        assertThat(json.getList("data.id")).isEqualTo(List.of("org/target-1b", "alias"));
        assertThat(json.getList("data.owned_by")).containsOnly("outrider");
        assertThat(json.getInt("data[0].max_model_len")).isEqualTo(4096);
        assertThat(json.getLong("data[0].created")).isGreaterThan(1_700_000_000);
        assertThat(json.getString("data[0].outrider.draft")).isEqualTo("draft-100m");
        assertThat(json.getList("data[0].outrider.methods")).isEqualTo(List.of("plain", "chain"));
        assertThat(json.getString("data[0].outrider.default_method")).isEqualTo("chain");
        assertThat(json.getMap("data[0].outrider")).containsEntry("no_speculation", null);
    }

    @Test
    void aModelIsFoundByNameAndAliasAlsoWithASlashInIt() {
        for (String id : List.of("org/target-1b", "org%2Ftarget-1b", "alias")) {
            given().urlEncodingEnabled(false).get("/v1/models/" + id).then().statusCode(200);
        }
        var error = given().get("/v1/models/other").then().statusCode(404).extract().jsonPath();
        assertThat(error.getString("error.code")).isEqualTo("model_not_found");
    }

    @Test
    void anUnknownPathIsAJsonError() {
        for (String path :
                List.of(
                        "/",
                        "/v1",
                        "/v1/nothing",
                        "/v1/chat",
                        "/v2/chat/completions",
                        "/a%20b%3Cc")) {
            error(given().urlEncodingEnabled(false).get(path), 404, "unknown_url");
            error(given().body("{}").post(path), 404, "unknown_url");
        }
    }

    @Test
    void aWrongMethodSaysWhichIsRight() {
        error(given().get(CHAT), 405, "method_not_allowed");
        error(given().delete("/v1/completions"), 405, "method_not_allowed");
        error(given().body("{}").post("/v1/models"), 405, "method_not_allowed");
        error(given().body("{}").post("/health"), 405, "method_not_allowed");
        assertThat(given().get(CHAT).header("Allow")).isEqualTo("POST");
        assertThat(given().options("/v1/models").header("Allow")).isEqualTo("GET, HEAD");
    }

    @Test
    void noOriginIsEverAllowed() {
        var response =
                given().header("Origin", "https://evil.example")
                        .header("Access-Control-Request-Method", "POST")
                        .options(CHAT);
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.header("Access-Control-Allow-Origin")).isNull();
    }

    @Test
    void onlyJsonIsRead() throws IOException {
        for (String type :
                List.of(
                        "text/plain",
                        "application/x-www-form-urlencoded",
                        "application/jsonx",
                        "application/json; charset=latin1")) {
            var answer = ask(RawHttp.post(CHAT, GOOD).replace("application/json", type));
            assertThat(answer.status()).as(type).isEqualTo(415);
            assertThat(answer.body()).contains("\"code\":\"unsupported_media_type\"");
        }
        var none = ask(RawHttp.post(CHAT, GOOD).replace("Content-Type: application/json\r\n", ""));
        assertThat(none.status()).isEqualTo(415);
        var packed =
                ask(RawHttp.post(CHAT, GOOD).replace("Host:", "Content-Encoding: gzip\r\nHost:"));
        assertThat(packed.status()).isEqualTo(415);
        var utf8 =
                ask(
                        RawHttp.post(CHAT, GOOD)
                                .replace("application/json", "application/json; charset=UTF-8"));
        assertThat(utf8.status()).isEqualTo(200);
    }

    @Test
    void aBodyOverTheLimitIsRefused() throws IOException {
        String large = "{\"model\":\"" + "x".repeat(100_000) + "\"}";
        try (RawHttp http = open()) {
            var answer = http.send(RawHttp.post(CHAT, large)).read();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).contains("\"code\":\"request_too_large\"");
            assertThat(http.isClosed()).isTrue();
        }
    }

    @Test
    void aBodyOverTheLimitIsRefusedInChunksToo() throws IOException {
        String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
        var answer =
                ask(
                        "POST "
                                + CHAT
                                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\n"
                                + chunk
                                + chunk
                                + "0\r\n\r\n");
        assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void aBodyThatNeverEndsIsRefusedAfterAWhile() throws IOException {
        try (RawHttp http = open()) {
            String request = RawHttp.post(CHAT, GOOD);
            var answer = http.send(request.substring(0, request.length() - 5)).read();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.body()).contains("\"code\":\"request_timeout\"");
            assertThat(http.isClosed()).isTrue();
        }
    }

    @Test
    void aClientMayAskBeforeItSends() throws IOException {
        String request = RawHttp.post(CHAT, GOOD).replace("Host:", "Expect: 100-continue\r\nHost:");
        int body = request.indexOf("\r\n\r\n") + 4;
        try (RawHttp http = open()) {
            assertThat(http.send(request.substring(0, body)).readUntil("\r\n\r\n"))
                    .contains("100 Continue");
            assertThat(http.send(request.substring(body)).read().status()).isEqualTo(200);
        }
    }

    @Test
    void aClientThatAsksToSendTooMuchIsToldAtOnce() throws IOException {
        var answer =
                ask(
                        "POST "
                                + CHAT
                                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "Expect: 100-continue\r\nContent-Length: 99999999999\r\n\r\n");
        assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void longHeadersAreRefused() throws IOException {
        var one =
                ask(
                        "GET /v1/models HTTP/1.1\r\nHost: localhost\r\nX-Long: "
                                + "x".repeat(9000)
                                + "\r\n\r\n");
        assertThat(one.status()).isEqualTo(431);
        assertThat(one.body()).contains("\"code\":\"request_header_too_large\"");
        var many =
                ask(
                        "GET /health HTTP/1.1\r\nHost: localhost\r\n"
                                + "X-Many: 0123456789\r\n".repeat(600)
                                + "\r\n");
        assertThat(many.status()).isEqualTo(431);
    }

    @Test
    void foreignHostsAreRefusedOnEveryPath() throws IOException {
        for (String path : List.of("/v1/models", "/health", "/q/health", "/metrics", "/nothing")) {
            for (String host :
                    List.of(
                            "evil.example",
                            "evil.example:8080",
                            "localhost.evil.example",
                            "127.0.0.1.evil.example:1",
                            "10.0.0.1",
                            "")) {
                var answer = ask("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
                assertThat(answer.status()).as(path + " " + host).isEqualTo(403);
                assertThat(answer.body()).contains("\"type\":\"permission_error\"");
            }
        }
        for (String host :
                List.of(
                        "localhost",
                        "LOCALHOST:1",
                        "127.0.0.1:8080",
                        "[::1]",
                        "[::1]:80",
                        "models.example",
                        "models.example:443")) {
            assertThat(ask("GET /health HTTP/1.1\r\nHost: " + host + "\r\n\r\n").status())
                    .as(host)
                    .isEqualTo(200);
        }
    }

    @Test
    void theRequestIdIsEchoedWhenItIsHarmless() {
        assertThat(
                        given().header("x-request-id", "abc-1.2:3_4")
                                .get("/health")
                                .header("x-request-id"))
                .isEqualTo("abc-1.2:3_4");
        for (String bad : List.of("a b", "x".repeat(200), "<script>")) {
            assertThat(given().header("x-request-id", bad).get("/health").header("x-request-id"))
                    .matches("[0-9a-f-]{36}");
        }
        assertThat(given().get("/nothing").header("x-request-id")).matches("[0-9a-f-]{36}");
    }

    @Test
    void aServerThatIsNotReadySaysSoEverywhere() {
        Map<EngineStatus, String> codes =
                Map.of(
                        new EngineStatus.Loading("reading tensors", 0.25), "model_loading",
                        new EngineStatus.Draining(), "draining",
                        new EngineStatus.Broken("the device is gone"), "engine_failure");
        codes.forEach(
                (status, code) -> {
                    engine.is(status);
                    error(given().get("/v1/models"), 503, code);
                    error(given().get("/v1/models/alias"), 503, code);
                    error(given().get("/health"), 503, code);
                    var completion = given().contentType("application/json").body(GOOD).post(CHAT);
                    error(completion, 503, code);
                    assertThat(completion.header("Retry-After")).isEqualTo("5");
                    assertThat(completion.jsonPath().getString("error.type"))
                            .isEqualTo("server_error");
                });
    }

    @Test
    void healthIsShortAndMetricsAndProbesAreWhereTheyAreExpected() {
        assertThat(given().get("/health").asString()).isEqualTo("{\"status\":\"ok\"}");
        given().head("/health").then().statusCode(200);
        given().get("/q/health/live").then().statusCode(200);
        given().get("/metrics").then().statusCode(200);
    }

    @Test
    void livenessIsDownWhileTheEngineIsStuckOrBroken() {
        engine.isStuck("it has not ticked");
        var stuck = given().get("/q/health/live");
        assertThat(stuck.statusCode()).isEqualTo(503);
        assertThat(stuck.asString()).contains("it has not ticked");
        engine.reset();
        given().get("/q/health/live").then().statusCode(200);
        engine.is(new EngineStatus.Broken("the device is gone"));
        assertThat(given().get("/q/health/live").asString()).contains("the device is gone");
    }

    @Test
    void aRequestThatCannotBeUnderstoodIsRefused() throws IOException {
        // Quarkus answers this one before any of our code runs, without a body.
        assertThat(ask("GET /v1/models/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n").status())
                .isEqualTo(400);
        var answer = ask("GET /health HTTP/1.1\r\nHost: a b\r\n\r\n");
        assertThat(answer.status()).as(answer.head()).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"error\":{\"message\":");
    }

    private static void error(io.restassured.response.Response response, int status, String code) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.contentType()).isEqualTo("application/json");
        assertThat(response.jsonPath().getString("error.code")).isEqualTo(code);
    }

    private RawHttp open() throws IOException {
        return new RawHttp(RestAssured.port);
    }

    private RawHttp.Response ask(String request) throws IOException {
        try (RawHttp http = open()) {
            return http.send(request).read();
        }
    }
}
