package io.outrider.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.outrider.text.PromptGuard;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No prompt that the guard lets through ends the process, whichever pre-tokenizer a model names:
 * each is tried in a child JVM, on the threads that production uses.
 */
final class TokenizerSurvivalTest {
    /** Every pre-tokenizer of which a crash is known, and the commonest of the others. */
    private static final List<String> PRE_TOKENIZERS =
            List.of(
                    "tekken",
                    "gpt-4o",
                    "deepseek-llm",
                    "deepseek-coder",
                    "deepseek-v3",
                    "llama4",
                    "minimax-m2",
                    "seed-coder",
                    "viking",
                    "qwen2",
                    "llama-bpe",
                    "smollm",
                    "default");

    /** Those that came after the old library. */
    private static final List<String> NEWER = List.of("llama4", "minimax-m2", "seed-coder");

    private static ChildJvm survive(List<String> options) throws Exception {
        return ChildJvm.run(
                TokenizerSurvival.class, options, PRE_TOKENIZERS.toArray(String[]::new));
    }

    private static void survivedAll(ChildJvm child, List<String> unknown) {
        assertThat(child.exitCode()).as(child.output()).isZero();
        assertThat(child.output().lines().filter(line -> line.endsWith("unknown to this build")))
                .hasSize(unknown.size())
                .allMatch(line -> unknown.contains(line.substring(0, line.indexOf(':'))));
        assertThat(child.output().lines().filter(line -> line.endsWith(", well")))
                .hasSize(
                        TokenizerSurvival.texts().size()
                                * (PRE_TOKENIZERS.size() - unknown.size()));
    }

    @Test
    void everyPreTokenizerSurvivesTheWorstAllowedTexts() throws Exception {
        survivedAll(survive(List.of()), List.of());
    }

    @Test
    void soDoesTheOldLibrary() throws Exception {
        ChildJvm child = survive(List.of("-D" + Natives.OLD + "=true"));
        assumeThat(child.output())
                .as("the old library needs libgomp.so.1, which slim images lack")
                .doesNotContain("libgomp.so.1: cannot open");
        survivedAll(child, NEWER);
    }

    @Test
    void longerRunsAreRefused() {
        PromptGuard guard = new PromptGuard(1 << 22);
        Stream.of(
                        "a", "é", "中", " ", "\n", "\r\n", "7", "!", "😀", " \n", " \u0085", "a1",
                        "a+", "e\u0301", "a\u001c")
                .forEach(
                        unit ->
                                assertThat(guard.check(unit.repeat(PromptGuard.LONGEST_RUN + 1)))
                                        .as(unit)
                                        .containsInstanceOf(
                                                PromptGuard.Objection.TooRepetitive.class));
    }
}
