package io.outrider.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.outrider.gguf.GgufFile;
import io.outrider.gguf.GgufValue;
import io.outrider.gguf.GgufWriter;
import io.outrider.gguf.ValueType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairCheckTest {

    private static final String EOS = "tokenizer.ggml.eos_token_id";

    @TempDir Path folder;
    private int files;

    @Test
    void equalVocabulariesAreCompatible() throws IOException {
        assertThat(check(model("a", "b", "c"), model("a", "b", "c")))
                .isEqualTo(new PairCheck.Compatible(3));
    }

    @Test
    void aPaddedVocabularyIsCompatibleOverTheCommonIds() throws IOException {
        assertThat(check(model("a", "b", "c", "[PAD3]"), model("a", "b", "c")))
                .isEqualTo(new PairCheck.Compatible(3));
    }

    @Test
    void differingTokensAreNamedWithBothTexts() throws IOException {
        assertThat(message(check(model("a", "b", "c"), model("a", "x", "c"))))
                .contains("1 of 3 token ids")
                .contains("1 is 'b' and 'x'")
                .contains("serve the target alone");
    }

    @Test
    void atMostFiveDifferingTokensAreNamed() throws IOException {
        String message =
                message(
                        check(
                                model("a", "b", "c", "d", "e", "f", "g"),
                                model("A", "B", "C", "D", "E", "F", "g")));
        assertThat(message).contains("6 of 7").contains("4 is 'e' and 'E'; ...");
        assertThat(message).doesNotContain("5 is");
    }

    @Test
    void hostileTokenTextsAreCleaned() throws IOException {
        assertThat(message(check(model("\u001b[31mred\n"), model("y".repeat(100)))))
                .doesNotContain("\u001b")
                .contains("\u00b7[31mred\u00b7")
                .doesNotContain("y".repeat(41));
    }

    @Test
    void anotherKindOfTokenizerIsNamed() throws IOException {
        GgufWriter draft = model("a");
        draft.put("tokenizer.ggml.model", GgufValue.text("llama"));
        assertThat(message(check(model("a"), draft)))
                .contains("tokenizer is of type gpt2, the draft's of type llama");
    }

    @Test
    void differingSpecialTokensAreNamed() throws IOException {
        GgufWriter target = model("a", "b").put(EOS, id(0));
        GgufWriter draft = model("a", "b").put(EOS, id(1));
        assertThat(message(check(target, draft)))
                .contains("the eos token is 0 for the target and 1 for the draft");
    }

    @Test
    void aSpecialTokenThatOnlyOneModelHasIsNoObstacle() throws IOException {
        assertThat(check(model("a", "b").put(EOS, id(0)), model("a", "b")))
                .isEqualTo(new PairCheck.Compatible(2));
    }

    @Test
    void aFileWithoutTokensIsNamed() throws IOException {
        GgufWriter bare = new GgufWriter();
        bare.put("tokenizer.ggml.model", GgufValue.text("gpt2"));
        assertThat(message(check(model("a"), bare))).contains("the draft has no list of tokens");
    }

    private static GgufWriter model(String... tokens) {
        GgufWriter writer = new GgufWriter();
        writer.put("tokenizer.ggml.model", GgufValue.text("gpt2"));
        writer.put("tokenizer.ggml.tokens", new GgufValue.Texts(List.of(tokens)));
        return writer;
    }

    private static GgufValue id(long value) {
        return new GgufValue.Whole(ValueType.UINT32, value);
    }

    private PairCheck.Result check(GgufWriter target, GgufWriter draft) throws IOException {
        return PairCheck.of(written(target), written(draft));
    }

    private GgufFile written(GgufWriter writer) throws IOException {
        Path file = folder.resolve(files++ + ".gguf");
        writer.write(file);
        return GgufFile.read(file);
    }

    private static String message(PairCheck.Result result) {
        return assertThat(result)
                .asInstanceOf(type(PairCheck.Incompatible.class))
                .actual()
                .message();
    }
}
