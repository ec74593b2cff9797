package io.outrider.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PromptsTest {
    private static final List<String> FUNCTIONS =
            IntStream.range(0, 27).mapToObj(i -> "def f" + i + "():").toList();

    @Test
    void everyWorkloadHasEightDifferentPrompts() throws IOException {
        Prompts prompts = Prompts.of(FUNCTIONS);

        for (Workload workload : Workload.values()) {
            assertThat(prompts.of(workload))
                    .hasSizeGreaterThanOrEqualTo(8)
                    .doesNotHaveDuplicates()
                    .allMatch(prompt -> prompt.length() > 10);
        }
    }

    @Test
    void everyStreamOfATurnHasItsOwnPrompt() throws IOException {
        Prompts prompts = Prompts.of(FUNCTIONS);

        for (Workload workload : Workload.values()) {
            Cell cell = new Cell(Target.F16, 8, workload, 0);
            for (int repetition = 0; repetition < 3; repetition++) {
                int now = repetition;
                assertThat(IntStream.range(0, 8).map(i -> prompts.number(cell, now, i)).boxed())
                        .doesNotHaveDuplicates()
                        .allMatch(number -> number < prompts.of(workload).size());
            }
        }
    }

    @Test
    void theNextRepetitionOfAStreamAsksSomethingElse() throws IOException {
        Prompts prompts = Prompts.of(FUNCTIONS);
        Cell cell = new Cell(Target.F16, 1, Workload.EDIT, 0);

        assertThat(IntStream.range(0, 3).map(i -> prompts.number(cell, i, 0)).boxed())
                .containsExactly(0, 1, 2);
    }

    @Test
    void filesToEditHaveThirtyToSixtyLines() throws IOException {
        assertThat(Prompts.of(FUNCTIONS).of(Workload.EDIT))
                .allSatisfy(
                        prompt ->
                                assertThat(prompt.lines().count() - 4)
                                        .as(prompt)
                                        .isBetween(30L, 60L));
    }

    @Test
    void theFingerprintKnowsEveryPrompt() throws IOException {
        Prompts prompts = Prompts.of(FUNCTIONS);

        assertThat(Prompts.of(FUNCTIONS).fingerprint()).isEqualTo(prompts.fingerprint());
        assertThat(Prompts.of(List.of("def other():")).fingerprint())
                .isNotEqualTo(prompts.fingerprint());
    }

    @Test
    void everySixthProblemIsTaken(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("problems.jsonl.gz");
        try (Writer out =
                new OutputStreamWriter(
                        new GZIPOutputStream(Files.newOutputStream(file)),
                        StandardCharsets.UTF_8)) {
            for (int i = 0; i < 14; i++) {
                out.write("{\"task_id\":\"t/" + i + "\",\"prompt\":\"def f" + i + "():\\n\"}\n");
            }
        }

        assertThat(HumanEval.read(file))
                .containsExactly("def f0():\n", "def f6():\n", "def f12():\n");
    }

    @Test
    void everyoneIsAskedTheSameButForTheMethod() throws IOException {
        ObjectMapper json = new ObjectMapper();
        var plain = Requests.plain("Hello", 64, Requests.Sampling.usual(1), 7);
        JsonNode peer = json.readTree(Requests.of(Contestant.PEER_DRAFT, plain));

        assertThat(peer.has("speculative")).isFalse();
        assertThat(peer.path("cache_prompt").asBoolean(true)).isFalse();
        assertThat(peer.path("seed").asInt()).isEqualTo(7);
        assertThat(peer.path("messages").path(0).path("content").asText()).isEqualTo("Hello");
        for (Contestant own : List.of(Contestant.AUTO, Contestant.NONE)) {
            JsonNode body = json.readTree(Requests.of(own, plain));
            assertThat(body.path("speculative").path("method").asText())
                    .isEqualTo(own == Contestant.AUTO ? "auto" : "none");
            assertThat(((ObjectNode) body).without("speculative").equals(peer)).isTrue();
        }
        assertThat(
                        json.readTree(Requests.chain(plain, 4))
                                .path("speculative")
                                .path("draft_tokens")
                                .asInt())
                .isEqualTo(4);
    }
}
