package io.outrider.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PreflightTest {
    @TempDir private Path dir;

    @Test
    void aSoundModelPasses() {
        GgufFile file = Preflight.check(SmallModel.write(dir, SmallModel.valid()));

        assertThat(file.architecture()).isEqualTo("llama");
        assertThat(file.tensors()).hasSize(2);
    }

    static Stream<Arguments> badMetadata() {
        return Stream.of(
                arguments(
                        "llama.block_count",
                        number(0),
                        "llama.block_count is 0, not from 1 to 512"),
                arguments("llama.block_count", number(513), "is 513, not from 1 to 512"),
                arguments("llama.block_count", GgufValue.text("2"), "is not an integer"),
                arguments("llama.context_length", number(0), "llama.context_length is 0"),
                arguments(
                        "llama.embedding_length",
                        number(1L << 31),
                        "embedding_length is 2147483648"),
                arguments("llama.attention.head_count", number(0), "head_count is 0, not from 1"),
                arguments(
                        "llama.attention.head_count_kv",
                        number(3),
                        "not a multiple of head_count_kv 3"),
                arguments(
                        "llama.attention.head_count_kv",
                        number(8),
                        "head_count_kv is 8, not from 1 to 4"),
                arguments(
                        "llama.attention.head_count_kv",
                        GgufValue.int32s(2, 0),
                        "head_count_kv is 0, not from 1 to 4"),
                arguments(
                        "llama.attention.head_count",
                        GgufValue.int32s(4),
                        "has 1 numbers, not one per layer"),
                arguments("llama.attention.key_length", number(0), "key_length is 0"),
                arguments("llama.rope.dimension_count", number(0), "dimension_count is 0"),
                arguments("llama.expert_count", number(4), "uses 0 of 4 experts"),
                arguments("llama.expert_used_count", number(2), "uses 2 of 0 experts"),
                arguments(
                        "llama.nextn_predict_layers",
                        number(2),
                        "nextn_predict_layers is 2, not from 0 to 1"),
                arguments(
                        "llama.rope.scaling.type",
                        GgufValue.text("odd"),
                        "known are none, linear, yarn"),
                arguments(
                        "llama.attention.layer_norm_rms_epsilon",
                        GgufValue.float32(Double.NaN),
                        "epsilon is NaN, not from 0 to 1"),
                arguments(
                        "llama.attention.layer_norm_rms_epsilon",
                        GgufValue.float32(-1),
                        "epsilon is -1.0, not from 0 to 1"),
                arguments(
                        "general.architecture",
                        GgufValue.text("a b"),
                        "names the architecture 'a b'"),
                arguments(
                        "general.architecture", GgufValue.text("qwen2"), "lacks qwen2.block_count"),
                arguments(
                        "general.file_type",
                        GgufValue.text("F32"),
                        "file_type is not a UINT32 but STRING"),
                arguments(
                        "tokenizer.ggml.tokens",
                        GgufValue.texts(List.of()),
                        "tokens has 0 entries"),
                arguments(
                        "tokenizer.ggml.tokens",
                        GgufValue.texts(List.of("a", "b", "a")),
                        "token 2, 'a', is there twice"),
                arguments(
                        "tokenizer.ggml.token_type",
                        GgufValue.int32s(1),
                        "has 1 entries for 3 tokens"),
                arguments(
                        "tokenizer.ggml.token_type",
                        GgufValue.int32s(1, 7, 1),
                        "token 1 has the unknown type 7"),
                arguments(
                        "tokenizer.ggml.scores",
                        GgufValue.float32s(1),
                        "scores has 1 entries for 3"),
                arguments(
                        "tokenizer.ggml.eos_token_id", number(3), "eos_token_id is 3 of 3 tokens"),
                arguments(
                        "tokenizer.ggml.model",
                        GgufValue.text("no_vocab"),
                        "no text can be written"),
                arguments(
                        "tokenizer.ggml.model",
                        GgufValue.text("llama"),
                        "no token for the byte <0x00>"));
    }

    @ParameterizedTest
    @MethodSource("badMetadata")
    void metadataThatWouldEndTheProcessIsRefused(String key, GgufValue value, String message) {
        assertRefused(SmallModel.valid().put(key, value), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "general.architecture",
                "llama.block_count",
                "llama.context_length",
                "llama.embedding_length",
                "llama.attention.head_count",
                "tokenizer.ggml.model",
                "tokenizer.ggml.tokens"
            })
    void whatEveryModelSaysIsMissed(String key) {
        assertRefused(SmallModel.valid().remove(key), key);
    }

    @Test
    void layersWithoutAttentionPassWhereTheArchitectureMixesThem() {
        GgufWriter writer = SmallModel.valid().put("general.architecture", GgufValue.text("jamba"));
        for (String name : List.of("block_count", "context_length", "embedding_length")) {
            writer.put("jamba." + name, number(2));
        }
        writer.put("jamba.attention.head_count", number(4));
        writer.put("jamba.attention.head_count_kv", GgufValue.int32s(2, 0));

        assertThat(Preflight.check(SmallModel.write(dir, writer)).architecture())
                .isEqualTo("jamba");
    }

    @Test
    void aSentencePieceVocabularyWithAllBytesPasses() {
        List<String> tokens = new ArrayList<>();
        for (int b = 0; b < 256; b++) {
            tokens.add(String.format(Locale.ROOT, "<0x%02X>", b));
        }
        GgufWriter writer =
                SmallModel.valid()
                        .remove("tokenizer.ggml.token_type")
                        .put("tokenizer.ggml.model", GgufValue.text("llama"))
                        .put("tokenizer.ggml.tokens", GgufValue.texts(tokens));

        assertThat(Preflight.check(SmallModel.write(dir, writer)).tensors()).hasSize(2);
    }

    @Test
    void aVocabularyAloneIsNoModel() {
        assertRefused(SmallModel.metadata(), "holds no tensors");
    }

    @ParameterizedTest
    @EnumSource(names = {"Q8_1", "Q8_K", "I8", "I16", "I32", "I64", "F64"})
    void weightsInATypeForOtherPurposesAreRefused(TensorType type) {
        assertRefused(
                SmallModel.valid().tensor("output.weight", List.of(256L, 2L), type, zeros(type, 2)),
                "'output.weight' is " + type + ", which llama.cpp cannot compute with");
    }

    @Test
    void aNormThatIsNotF32IsRefused() {
        assertRefused(
                SmallModel.valid()
                        .tensor(
                                "blk.0.attn_norm.weight",
                                List.of(256L),
                                TensorType.F16,
                                zeros(TensorType.F16, 1)),
                "norms and biases have to be F32");
    }

    @Test
    void overlappingTensorsAndGapsAreRefused() throws IOException {
        assertPatchRefused("output_norm.weight", 4 + 8 + 4, 0L, "overlaps what stands before it");
        assertPatchRefused("token_embd.weight", 4 + 16 + 4, 32L, "leaves a gap: the first");
    }

    @Test
    void aDirectoryThatMakesNoSenseIsRefused() throws IOException {
        assertPatchRefused(
                "output_norm.weight", 4 + 8 + 4, 7L, "not a multiple of the alignment 32");
        assertPatchRefused("output_norm.weight", 4, 0L, "has size 0 in dimension 0");
        assertPatchRefused("token_embd.weight", 4, 1L << 62, "too large to count");
        assertPatchRefused("token_embd.weight", 4 + 16, 99, "has the unknown type 99");
        assertPatchRefused("token_embd.weight", 4 + 16, 31, "which llama.cpp gave up");
        assertPatchRefused("token_embd.weight", 4 + 16, 2, "rows of 4, not a multiple of 32");
        assertPatchRefused("token_embd.weight", 0, 5, "has 5 dimensions, not 1 to 4");
        assertPatchRefused("output_norm.weight", 4 + 8 + 4, 1L << 40, "truncated: header promises");
        assertPatchRefused(
                "output_norm.weight", 4 + 8 + 4, Long.MAX_VALUE - 31, "beyond what can be counted");
    }

    @Test
    void aHeaderThatMakesNoSenseIsRefused() throws IOException {
        assertHeadRefused(4, 1, "is GGUF version 1");
        assertHeadRefused(4, 9, "is GGUF version 9, known are 2 and 3");
        assertHeadRefused(4, 3 << 24, "big-endian");
        assertHeadRefused(8, 1 << 20, "promises 1048576 tensors, more than any model has");
        assertHeadRefused(16, 60_000, "the list of metadata keys (60000 of them)");
    }

    @Test
    void versionTwoIsReadToo() throws IOException {
        Path path = SmallModel.write(dir, SmallModel.valid());
        patch(path, 4, 2);

        assertThat(Preflight.check(path).version()).isEqualTo(2);
    }

    @Test
    void keysAndTensorsThatAreThereTwiceAreRefused() throws IOException {
        Path keys =
                SmallModel.write(dir, SmallModel.valid().put("a1", number(1)).put("a2", number(2)));
        patch(keys, after(keys, "a2") - 1, (byte) '1');
        assertRefused(keys, "metadata key 'a1' is there twice");

        Path tensors =
                SmallModel.write(
                        dir,
                        SmallModel.valid()
                                .tensor("t1", List.of(1L), new float[1])
                                .tensor("t2", List.of(1L), new float[1]));
        patch(tensors, after(tensors, "t2") - 1, (byte) '1');
        assertRefused(tensors, "tensor 't1' is there twice");
    }

    @Test
    void aTruncatedFileSaysHowMuchIsMissing() throws IOException {
        Path path = SmallModel.write(dir, SmallModel.valid());
        byte[] bytes = Files.readAllBytes(path);
        int promised = bytes.length - 16;
        Files.write(path, Arrays.copyOf(bytes, promised - 1));

        assertRefused(
                path,
                "truncated: header promises tensor data up to byte "
                        + promised
                        + ", file has "
                        + (promised - 1)
                        + " bytes; download it again");
    }

    @Test
    void textFromTheFileIsBoundedAndCleanInMessages() {
        String nasty = "\u001B[31mred\n\u202Eevil" + "x".repeat(5_000);
        Path path =
                SmallModel.write(
                        dir, SmallModel.valid().put("general.architecture", GgufValue.text(nasty)));

        assertThatThrownBy(() -> Preflight.check(path))
                .isInstanceOf(GgufException.class)
                .hasMessageContaining("names the architecture '\uFFFD[31mred\uFFFD\uFFFDevilxxx")
                .message()
                .hasSizeLessThan(500)
                .doesNotContain("\n", "\u001B", "\u202E");
    }

    @Test
    void aMissingFileIsSaidToBeMissing() {
        assertRefused(dir.resolve("none.gguf"), "there is no such file");
    }

    private static GgufValue number(long value) {
        return GgufValue.uint32(value);
    }

    private static TensorContent zeros(TensorType type, int rows) {
        return TensorContent.of(
                new byte[(int) GgufTensor.bytesOf(List.of(256L, (long) rows), type)]);
    }

    private void assertRefused(GgufWriter writer, String message) {
        assertRefused(SmallModel.write(dir, writer), message);
    }

    private static void assertRefused(Path path, String message) {
        assertThatThrownBy(() -> Preflight.check(path))
                .isInstanceOf(GgufException.class)
                .hasMessageStartingWith(path + ": ")
                .hasMessageContaining(message);
    }

    private void assertHeadRefused(int at, int value, String message) throws IOException {
        Path path = SmallModel.write(dir, SmallModel.valid());
        patch(path, at, value);
        assertRefused(path, message);
    }

    private void assertPatchRefused(String tensor, int at, Number value, String message)
            throws IOException {
        Path path = SmallModel.write(dir, SmallModel.valid());
        patch(path, after(path, tensor) + at, value);
        assertRefused(path, message);
    }

    private static int after(Path path, String name) throws IOException {
        String latin = new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
        return latin.lastIndexOf(name) + name.length();
    }

    private static void patch(Path path, int at, Number value) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        switch (value) {
            case Byte b -> buffer.put(at, b);
            case Integer i -> buffer.putInt(at, i);
            case Long l -> buffer.putLong(at, l);
            default -> throw new IllegalArgumentException(value.toString());
        }
        Files.write(path, bytes);
    }
}
