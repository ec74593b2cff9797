package io.outrider.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.gguf.GgufFile;
import io.outrider.gguf.GgufTensor;
import io.outrider.gguf.Preflight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TinyPairTest {
    @Test
    void bothModelsPassThePreflight(@TempDir Path dir) {
        for (TinyPair pair : List.of(TinyPair.in(dir), TinyPair.withFewTokens(dir))) {
            GgufFile target = Preflight.check(pair.target());
            GgufFile draft = Preflight.check(pair.draft());

            assertThat(target.architecture()).isEqualTo("llama");
            assertThat(draft.strings("tokenizer.ggml.tokens"))
                    .isEqualTo(target.strings("tokenizer.ggml.tokens"));
            assertThat(draft.tensors()).isEqualTo(target.tensors());
        }
    }

    @Test
    void theSameSeedGivesTheSameBytesAndAnotherSeedDoesNot(@TempDir Path a, @TempDir Path b)
            throws IOException {
        TinyPair one = TinyPair.withFewTokens(a);
        TinyPair two = TinyPair.withFewTokens(b);
        TinyPair other = TinyPair.in(b, TinyShape.fewTokens(), 1);

        assertThat(Files.mismatch(one.target(), two.target())).isEqualTo(-1);
        assertThat(Files.mismatch(one.draft(), two.draft())).isEqualTo(-1);
        assertThat(Files.mismatch(one.target(), other.target())).isNotEqualTo(-1);
    }

    @Test
    void aPairThatIsThereIsNotWrittenAgain(@TempDir Path dir) throws IOException {
        FileTime past = FileTime.fromMillis(1_000_000);
        TinyPair pair = TinyPair.withFewTokens(dir);
        Files.setLastModifiedTime(pair.target(), past);

        TinyPair again = TinyPair.withFewTokens(dir);

        assertThat(again).isEqualTo(pair);
        assertThat(Files.getLastModifiedTime(pair.target())).isEqualTo(past);
        try (var files = Files.list(dir)) {
            assertThat(files).containsExactlyInAnyOrder(pair.target(), pair.draft());
        }
    }

    @Test
    void aDraftWithoutPerturbationHasTheWeightsOfItsTarget(@TempDir Path dir) throws IOException {
        TinyPair pair = TinyPair.in(dir, TinyShape.fewTokens().withPerturbation(0), 3);

        assertThat(Files.mismatch(pair.target(), pair.draft())).isEqualTo(-1);
    }

    @Test
    void everyByteHasATokenAndEveryMergeIsOne() {
        TinyVocabulary words = TinyVocabulary.words();

        assertThat(words.tokens()).hasSize(300).doesNotHaveDuplicates();
        assertThat(words.tokens().subList(0, 256)).allMatch(token -> token.length() == 1);
        assertThat(words.merges())
                .allMatch(merge -> words.tokens().contains(merge.replace(" ", "")))
                .allMatch(merge -> words.tokens().containsAll(List.of(merge.split(" ", 2))));
        assertThat(TinyVocabulary.few().tokens()).hasSize(8).doesNotHaveDuplicates();
        assertThat(IntStream.range(0, words.size()).filter(words::isControl))
                .containsExactly(297, 298, 299);
    }

    @Test
    void noSizeIsAMultipleOfEightSoThatRowsDoNotDependOnTheirBatch(@TempDir Path dir) {
        GgufFile target = GgufFile.read(TinyPair.in(dir).target());

        assertThat(target.tensors())
                .extracting(GgufTensor::shape)
                .allMatch(shape -> shape.getFirst() % 8 != 0);
    }
}
