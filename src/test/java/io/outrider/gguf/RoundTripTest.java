package io.outrider.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RoundTripTest {
    @TempDir private Path dir;

    @Test
    void everyTypeOfValueComesBackAsItWasWritten() {
        Map<String, GgufValue> values = new LinkedHashMap<>();
        for (ValueType type : ValueType.values()) {
            if (type.isWhole()) {
                values.put("low " + type, GgufValue.whole(type, lowest(type)));
                values.put("high " + type, GgufValue.whole(type, highest(type)));
            }
        }
        values.put("float", GgufValue.float32(0.1));
        values.put("double", new GgufValue.Real(ValueType.FLOAT64, 0.1));
        values.put("yes", GgufValue.flag(true));
        values.put("no", GgufValue.flag(false));
        values.put("text", GgufValue.text("a line\nand \u00E4 \uD83D\uDE00"));
        values.put("empty", GgufValue.text(""));
        values.put("texts", GgufValue.texts(List.of("", "\u0120the", "\uD83D\uDE00", "x")));
        values.put("no texts", GgufValue.texts(List.of()));
        values.put("ints", GgufValue.int32s(1, -1, Integer.MIN_VALUE));
        values.put("floats", GgufValue.float32s(1, -0.5f, Float.NaN));
        values.put(
                "flags",
                new GgufValue.Numbers(new PackedNumbers(ValueType.BOOL, new byte[] {1, 0, 1})));
        values.put(
                "shorts",
                new GgufValue.Numbers(new PackedNumbers(ValueType.INT16, new byte[] {-1, -1})));
        GgufWriter writer = new GgufWriter();
        values.forEach(writer::put);

        GgufFile file = GgufFile.read(SmallModel.write(dir, writer));

        assertThat(file.keys()).containsExactlyElementsOf(values.keySet());
        values.forEach((key, value) -> assertThat(file.value(key)).as(key).contains(value));
        assertThat(file.version()).isEqualTo(3);
    }

    @Test
    void typedQuestionsAnswerWithTheValueOrEmpty() {
        GgufFile file = GgufFile.read(SmallModel.write(dir, SmallModel.valid()));

        assertThat(file.architecture()).isEqualTo("llama");
        assertThat(file.integer("llama.block_count")).hasValue(2);
        assertThat(file.real("llama.attention.layer_norm_rms_epsilon").orElseThrow())
                .isEqualTo(1e-5f);
        assertThat(file.strings("tokenizer.ggml.tokens")).contains(List.of("a", "b", "<eos>"));
        assertThat(file.ints("tokenizer.ggml.token_type").orElseThrow()).containsExactly(1, 1, 3);
        assertThat(file.floats("tokenizer.ggml.token_type").orElseThrow()).containsExactly(1, 1, 3);
        assertThat(file.string("nothing")).isEmpty();
        assertThat(file.integer("nothing")).isEmpty();
        assertThat(file.real("nothing")).isEmpty();
        assertThat(file.flag("nothing")).isEmpty();
        assertThat(file.strings("nothing")).isEmpty();
        assertThat(file.ints("nothing")).isEmpty();
    }

    @Test
    void aValueOfAnotherTypeDoesNotPassForAMissingOne() {
        GgufFile file = GgufFile.read(SmallModel.write(dir, SmallModel.valid()));

        assertThatThrownBy(() -> file.string("llama.block_count"))
                .isInstanceOf(GgufException.class)
                .hasMessageContaining("'llama.block_count' is not text but UINT32");
        assertThatThrownBy(() -> file.integer("general.architecture"))
                .isInstanceOf(GgufException.class)
                .hasMessageContaining("is not an integer below 2^63 but STRING");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 32, 64, 4096})
    void tensorsStandAlignedAndHoldTheirBytes(int alignment) throws IOException {
        byte[] blocks = new byte[2 * 18];
        Arrays.fill(blocks, (byte) 7);
        Path path =
                SmallModel.write(
                        dir,
                        new GgufWriter()
                                .put("general.alignment", GgufValue.uint32(alignment))
                                .tensor("a", List.of(3L), new float[] {1, 2, 3})
                                .tensor(
                                        "b",
                                        List.of(32L, 2L),
                                        TensorType.Q4_0,
                                        TensorContent.of(blocks)));

        GgufFile file = GgufFile.read(path);

        assertThat(file.alignment()).isEqualTo(alignment);
        assertThat(file.dataOffset() % alignment).isZero();
        GgufTensor a = file.tensor("a").orElseThrow();
        GgufTensor b = file.tensor("b").orElseThrow();
        assertThat(b.offset() % alignment).isZero();
        assertThat(a.byteSize()).isEqualTo(12);
        assertThat(b.byteSize()).isEqualTo(36);
        assertThat(b.elements()).isEqualTo(64);
        ByteBuffer bytes = ByteBuffer.wrap(bytes(file, a)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.getFloat(8)).isEqualTo(3);
        assertThat(bytes(file, b)).isEqualTo(blocks);
    }

    @Test
    void aCopyWithOneChangeKeepsAllElse() throws IOException {
        Path in = SmallModel.write(dir, SmallModel.valid().put("x", GgufValue.text("first")));
        Path out = dir.resolve("copy.gguf");

        GgufWriter.copyWith(in, out, Map.of("x", GgufValue.text("quite another length")));

        GgufFile before = GgufFile.read(in);
        GgufFile after = GgufFile.read(out);
        assertThat(after.string("x")).contains("quite another length");
        assertThat(after.keys()).containsExactlyElementsOf(before.keys());
        assertThat(after.tensors()).isEqualTo(before.tensors());
        for (GgufTensor tensor : before.tensors()) {
            assertThat(bytes(after, tensor)).isEqualTo(bytes(before, tensor));
        }
    }

    @Test
    void aCopyWithoutChangeIsTheSameFileEvenOntoItself() throws IOException {
        Path in = SmallModel.write(dir, SmallModel.valid());
        byte[] before = Files.readAllBytes(in);

        GgufWriter.copyWith(in, in, Map.of());

        assertThat(Files.readAllBytes(in)).isEqualTo(before);
    }

    @Test
    void tensorsCanBeCopiedUnderNewNames() throws IOException {
        GgufFile file = GgufFile.read(SmallModel.write(dir, SmallModel.valid()));
        GgufTensor norm = file.tensor("output_norm.weight").orElseThrow();

        Path out =
                SmallModel.write(
                        dir,
                        "cut.gguf",
                        GgufWriter.withMetadataOf(file)
                                .remove("tokenizer.ggml.model")
                                .copy("renamed", file, norm));

        GgufFile cut = GgufFile.read(out);
        assertThat(cut.keys()).doesNotContain("tokenizer.ggml.model").hasSize(10);
        assertThat(cut.tensors()).extracting(GgufTensor::name).containsExactly("renamed");
        assertThat(bytes(cut, cut.tensor("renamed").orElseThrow())).isEqualTo(bytes(file, norm));
    }

    @Test
    void aWriterThatFailsLeavesNothingBehind() throws IOException {
        GgufWriter tooShort =
                new GgufWriter()
                        .tensor("a", List.of(4L), TensorType.F32, TensorContent.of(new byte[3]));
        Path out = dir.resolve("out.gguf");

        assertThatThrownBy(() -> tooShort.write(out))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("brought 3 bytes, not 16");
        try (var files = Files.list(dir)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void whatNoFileCanHoldIsRefusedBeforeItIsWritten() {
        GgufWriter writer = new GgufWriter().tensor("a", List.of(1L), new float[1]);

        assertThatThrownBy(() -> writer.tensor("a", List.of(1L), new float[1]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.tensor("b", List.of(2L), new float[1]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.tensor("n".repeat(64), List.of(1L), new float[1]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.put("general.alignment", GgufValue.uint32(3)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> GgufValue.uint32(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] bytes(GgufFile file, GgufTensor tensor) throws IOException {
        byte[] all = Files.readAllBytes(file.path());
        int start = (int) (file.dataOffset() + tensor.offset());
        return Arrays.copyOfRange(all, start, start + (int) tensor.byteSize());
    }

    private static long lowest(ValueType type) {
        return switch (type) {
            case INT8 -> Byte.MIN_VALUE;
            case INT16 -> Short.MIN_VALUE;
            case INT32 -> Integer.MIN_VALUE;
            case INT64 -> Long.MIN_VALUE;
            default -> 0;
        };
    }

    private static long highest(ValueType type) {
        return switch (type) {
            case UINT8 -> 0xFF;
            case UINT16 -> 0xFFFF;
            case UINT32 -> 0xFFFF_FFFFL;
            case UINT64 -> -1;
            default -> -(lowest(type) + 1);
        };
    }
}
