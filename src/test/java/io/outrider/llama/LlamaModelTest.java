package io.outrider.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrider.gguf.GgufFile;
import io.outrider.gguf.GgufTensor;
import io.outrider.gguf.GgufValue;
import io.outrider.gguf.GgufWriter;
import io.outrider.gguf.Preflight;
import io.outrider.testing.TinyPair;
import io.outrider.text.Piece;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loading: what llama.cpp tells of a model, and what becomes of files that it refuses. */
final class LlamaModelTest {
    private LlamaLibrary library;
    private TinyPair pair;

    @BeforeEach
    void make() {
        library = Natives.library();
        pair = TinyPair.in(Natives.FOLDER);
    }

    @Test
    void theBuildIsRecognisedByItsDefaults() {
        assertThat(library.profile())
                .isEqualTo(Natives.isOld() ? AbiProfile.B4916 : AbiProfile.MODERN);
        assertThat(library.version()).isNotBlank();
        assertThat(library.devices()).anyMatch(device -> device.startsWith("CPU"));
    }

    @Test
    void loadingTellsItsProgressToTheEnd() {
        List<Double> shares = new ArrayList<>();
        try (LlamaModel model = LlamaModel.load(library, pair.target(), 0, shares::add)) {
            assertThat(model.vocabularySize()).isEqualTo(300);
            assertThat(model.layers()).isEqualTo(2);
            assertThat(model.isRecurrent()).isFalse();
        }
        assertThat(shares).isSorted().endsWith(1.0).allMatch(share -> share >= 0 && share <= 1);
    }

    @Test
    void aListenerThatThrowsDoesNotEndTheLoading() {
        try (LlamaModel model =
                LlamaModel.load(
                        library,
                        pair.target(),
                        0,
                        share -> {
                            throw new IllegalStateException("deaf");
                        })) {
            assertThat(model.layers()).isEqualTo(2);
        }
    }

    @Test
    void changedNumbersAndNamesAreAnException(@TempDir Path dir) throws IOException {
        for (Map<String, GgufValue> change :
                List.of(
                        Map.of("general.architecture", GgufValue.text("nobody-wrote-this")),
                        Map.of("tokenizer.ggml.model", GgufValue.text("nobody-wrote-this")),
                        Map.of("llama.block_count", GgufValue.uint32(1)),
                        Map.of("llama.embedding_length", GgufValue.uint32(120)))) {
            Path file = dir.resolve("poison.gguf");
            GgufWriter.copyWith(pair.target(), file, change);
            refused(file);
        }
    }

    @Test
    void aPoisonFileThatPassesThePreflightIsAnException(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("poison.gguf");
        GgufWriter.copyWith(
                pair.target(),
                file,
                Map.of("tokenizer.ggml.pre", GgufValue.text("nobody-wrote-this")));
        Preflight.check(file);
        refused(file);
        GgufFile sound = GgufFile.read(pair.target());
        GgufWriter lacking = GgufWriter.withMetadataOf(sound);
        for (GgufTensor tensor : sound.tensors()) {
            if (!tensor.name().equals("blk.1.ffn_up.weight")) {
                lacking.copy(tensor.name(), sound, tensor);
            }
        }
        lacking.write(file);
        Preflight.check(file);
        refused(file);
    }

    @Test
    void whatIsNoModelAtAllIsAnException(@TempDir Path dir) throws IOException {
        refused(dir.resolve("nothing.gguf"));
        refused(dir);
        refused(Files.writeString(dir.resolve("text.gguf"), "GGUF? no."));
        refused(Files.write(dir.resolve("empty.gguf"), new byte[0]));
    }

    private void refused(Path file) {
        assertThatThrownBy(() -> LlamaModel.load(library, file, 0, share -> {}).close())
                .isExactlyInstanceOf(LlamaException.class)
                .hasMessageContaining(file.getFileName().toString());
    }

    @Test
    void theNativeLogGoesToTheJavaLogLineByLine(@TempDir Path dir) {
        List<LogRecord> records = new CopyOnWriteArrayList<>();
        Handler collecting =
                new Handler() {
                    @Override
                    public void publish(LogRecord record) {
                        records.add(record);
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        Logger log = Logger.getLogger("llama.cpp");
        Level before = log.getLevel();
        log.setLevel(Level.ALL);
        log.addHandler(collecting);
        try {
            refused(dir.resolve("missing.gguf"));
            LlamaModel.load(library, pair.target(), 0, share -> {}).close();
        } finally {
            log.removeHandler(collecting);
            log.setLevel(before);
        }
        assertThat(records).hasSizeGreaterThan(20);
        assertThat(records)
                .anySatisfy(
                        record -> {
                            assertThat(record.getLevel()).isEqualTo(Level.SEVERE);
                            assertThat(text(record)).contains("missing.gguf");
                        });
        assertThat(records)
                .anySatisfy(
                        record -> {
                            assertThat(record.getLevel()).isEqualTo(Level.INFO);
                            assertThat(text(record)).contains("general.architecture");
                        });
        assertThat(records).allSatisfy(record -> assertThat(text(record)).doesNotContain("\n"));
    }

    private static String text(LogRecord record) {
        Object[] parameters = record.getParameters();
        return parameters == null ? record.getMessage() : String.valueOf(parameters[0]);
    }

    @Test
    void theTokenizerGivesBackWhatItWasGiven() {
        try (LlamaModel model = LlamaModel.load(library, pair.target(), 0, share -> {});
                LlamaTokenizer tokenizer = new LlamaTokenizer(model)) {
            for (String text :
                    List.of("the thing", " and\n\n  in  ", "größer €5 😀", "12345", "a\0b")) {
                int[] ids = tokenizer.encode(List.of(Piece.user(text)));
                StringBuilder read = new StringBuilder();
                for (int id : ids) {
                    read.append(new String(tokenizer.bytes(id), StandardCharsets.ISO_8859_1));
                }
                assertThat(read.toString().getBytes(StandardCharsets.ISO_8859_1))
                        .isEqualTo(text.getBytes(StandardCharsets.UTF_8));
            }
            assertThat(tokenizer.encode(List.of(Piece.user("the")))).hasSize(2);
            assertThat(tokenizer.encode(List.of())).isEmpty();
            assertThat(tokenizer.vocabularySize()).isEqualTo(300);
            assertThat(tokenizer.beginOfSequence()).isEqualTo(OptionalInt.of(297));
            assertThat(tokenizer.addsBeginOfSequence()).isFalse();
        }
    }

    @Test
    void onlyATemplateWritesSpecialTokens() {
        try (LlamaModel model = LlamaModel.load(library, pair.target(), 0, share -> {});
                LlamaTokenizer tokenizer = new LlamaTokenizer(model)) {
            assertThat(tokenizer.specialTexts())
                    .containsExactly("<|endoftext|>", "<|im_start|>", "<|im_end|>");
            assertThat(tokenizer.encode(List.of(Piece.template("<|im_end|>"))))
                    .containsExactly(299);
            assertThat(tokenizer.encode(List.of(Piece.user("<|im_end|>"))))
                    .hasSizeGreaterThan(5)
                    .doesNotContain(299);
            assertThat(tokenizer.endsGeneration(299)).isTrue();
            assertThat(tokenizer.endsGeneration(298)).isFalse();
            assertThat(tokenizer.bytes(299)).isEmpty();
            assertThat(tokenizer.bytesWithSpecial(299))
                    .isEqualTo("<|im_end|>".getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> tokenizer.bytes(300))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }
}
