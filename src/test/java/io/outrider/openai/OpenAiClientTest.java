package io.outrider.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.RequestOptions;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionCreateParams;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** OpenAI's own client, unchanged but for the address. */
@QuarkusTest
@TestProfile(EdgeProfile.class)
class OpenAiClientTest {

    @Inject ScriptedEngine engine;

    private @Nullable OpenAIClient opened;

    @BeforeEach
    void fresh() {
        engine.reset();
    }

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    private OpenAIClient client() {
        OpenAIClient client =
                OpenAIOkHttpClient.builder()
                        .baseUrl("http://localhost:" + RestAssured.port + "/v1")
                        .apiKey("none")
                        .maxRetries(0)
                        .responseValidation(true)
                        .build();
        opened = client;
        return client;
    }

    @Test
    void aChatIsAnswered() {
        var answer = client().chat().completions().create(chat().build());
        answer.validate();
        assertThat(answer.choices().getFirst().message().content()).hasValue("Hello world");
        assertThat(answer.usage().orElseThrow().totalTokens()).isEqualTo(9);
    }

    @Test
    void aChatIsStreamed() {
        var params =
                chat().streamOptions(
                                ChatCompletionStreamOptions.builder().includeUsage(true).build())
                        .build();
        try (var stream = client().chat().completions().createStreaming(params)) {
            var chunks = stream.stream().toList();
            chunks.forEach(chunk -> chunk.validate());
            assertThat(
                            chunks.stream()
                                    .flatMap(chunk -> chunk.choices().stream())
                                    .flatMap(choice -> choice.delta().content().stream())
                                    .collect(Collectors.joining()))
                    .isEqualTo("Hello world");
            assertThat(chunks.getLast().usage().orElseThrow().promptTokens()).isEqualTo(7);
        }
    }

    @Test
    void aTextIsContinuedAndStreamed() {
        var params = CompletionCreateParams.builder().model("alias").prompt("Once").build();
        assertThat(client().completions().create(params).choices().getFirst().text())
                .isEqualTo("Hello world");
        // The real API sends a null finish_reason in chunks too, against its own schema.
        var lenient = RequestOptions.builder().responseValidation(false).build();
        try (var stream = client().completions().createStreaming(params, lenient)) {
            assertThat(
                            stream.stream()
                                    .flatMap(chunk -> chunk.choices().stream())
                                    .map(choice -> choice.text())
                                    .collect(Collectors.joining()))
                    .isEqualTo("Hello world");
        }
    }

    @Test
    void modelsAreListedAndFound() {
        assertThat(client().models().list().data().stream().map(model -> model.id()))
                .containsExactly("org/target-1b", "alias");
        assertThat(client().models().retrieve("org/target-1b").ownedBy()).isEqualTo("outrider");
    }

    @Test
    void errorsAreUnderstood() {
        var unknown = chat().model("gpt-4o").build();
        assertThatThrownBy(() -> client().chat().completions().create(unknown))
                .isInstanceOfSatisfying(
                        NotFoundException.class,
                        error -> assertThat(error.code()).hasValue("model_not_found"));
        var hot = chat().temperature(3).build();
        assertThatThrownBy(() -> client().chat().completions().create(hot))
                .isInstanceOfSatisfying(
                        BadRequestException.class,
                        error -> assertThat(error.param()).hasValue("temperature"));
    }

    private static ChatCompletionCreateParams.Builder chat() {
        return ChatCompletionCreateParams.builder().model("alias").addUserMessage("hi");
    }
}
