package io.outrider.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.completions.CompletionCreateParams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The official OpenAI SDKs for Java, Python and Node against the real Qwen2.5-Coder pair. */
@Tag("e2e")
final class SdkTest {
    private static final String PYTHON_SDK = "openai==3.52.0";
    private static final String NODE_SDK = "openai@7.57.0";

    private static ServerProcess server;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void java() {
        OpenAIClient client =
                OpenAIOkHttpClient.builder()
                        .baseUrl(server.url() + "/v1")
                        .apiKey("unused")
                        .maxRetries(0)
                        .build();
        String model = client.models().list().data().getFirst().id();
        ChatCompletionCreateParams.Builder ask =
                ChatCompletionCreateParams.builder()
                        .model(model)
                        .addUserMessage("Write a Python function that adds two numbers.")
                        .maxCompletionTokens(48)
                        .temperature(0);
        ChatCompletion whole = client.chat().completions().create(ask.build());
        String text = whole.choices().getFirst().message().content().orElseThrow();
        assertThat(text).contains("def");
        assertThat(whole.usage().orElseThrow().completionTokens()).isBetween(1L, 48L);
        StringBuilder streamed = new StringBuilder();
        ask.putAdditionalBodyProperty(
                "speculative", JsonValue.from(Map.of("method", "chain", "draft_tokens", 3)));
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(ask.build())) {
            stream.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .forEach(choice -> choice.delta().content().ifPresent(streamed::append));
        }
        assertThat(streamed.toString()).contains("def");
        assertThat(
                        client.completions()
                                .create(
                                        CompletionCreateParams.builder()
                                                .model(model)
                                                .prompt("1, 2, 3, 4,")
                                                .maxTokens(12)
                                                .temperature(0)
                                                .build())
                                .choices()
                                .getFirst()
                                .text())
                .contains("5");
        Assertions.assertThatThrownBy(
                        () -> client.chat().completions().create(ask.model("nobody").build()))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void python() throws Exception {
        Path venv = Path.of("target/e2e/python").toAbsolutePath();
        if (!Files.exists(venv.resolve("bin/python"))) {
            run(Path.of("."), "python3", "-m", "venv", venv.toString());
        }
        String python = venv.resolve("bin/python").toString();
        run(Path.of("."), python, "-m", "pip", "install", "-q", PYTHON_SDK);
        assertThat(run(Path.of("."), python, "src/test/sdk/openai_python.py")).contains("passed");
    }

    @Test
    void node() throws Exception {
        Path folder = Files.createDirectories(Path.of("target/e2e/node").toAbsolutePath());
        Files.writeString(folder.resolve("package.json"), "{\"private\":true}");
        run(folder, "npm", "install", "--no-audit", "--no-fund", NODE_SDK);
        Files.copy(
                Path.of("src/test/sdk/openai_node.mjs"),
                folder.resolve("openai_node.mjs"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(run(folder, "node", "openai_node.mjs")).contains("passed");
    }

    private static String run(Path folder, String... command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("sdk-", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(List.of(command))
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().put("OUTRIDER_URL", server.url());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
            String said = Files.readString(output);
            assertThat(process.exitValue()).as(said).isZero();
            return said;
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(output);
        }
    }
}
