package io.outrider.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelSizesTest {
    @TempDir private Path folder;

    private ModelSizes sizes(GgufWriter writer) {
        return ModelSizes.of(Preflight.check(SmallModel.write(folder, writer)));
    }

    @Test
    void headsShareTheHiddenSizeWhereTheFileSaysNothingElse() {
        // Two layers, two key heads of 4 / 4 numbers each.
        ModelSizes sizes = sizes(SmallModel.valid());
        assertThat(sizes.keyNumbers()).isEqualTo(4);
        assertThat(sizes.valueNumbers()).isEqualTo(4);
        assertThat(sizes.vocabulary()).isEqualTo(3);
        assertThat(sizes.layers()).isEqualTo(2);
        assertThat(sizes.weightBytes()).isEqualTo(folder.resolve("model.gguf").toFile().length());
        assertThat(sizes.cellBytes(TensorType.F32)).isEqualTo(32);
        assertThat(sizes.cellBytes(TensorType.F16)).isEqualTo(16);
    }

    @Test
    void sizesOfKeysAndValuesCountEachOnTheirOwn() {
        ModelSizes sizes =
                sizes(
                        SmallModel.valid()
                                .put("llama.attention.key_length", GgufValue.uint32(64))
                                .put("llama.attention.value_length", GgufValue.uint32(32)));
        assertThat(sizes.keyNumbers()).isEqualTo(2 * 2 * 64);
        assertThat(sizes.valueNumbers()).isEqualTo(2 * 2 * 32);
        // 34 bytes hold 32 numbers.
        assertThat(sizes.cellBytes(TensorType.Q8_0)).isEqualTo(384 / 32 * 34);
    }

    @Test
    void layersMayDiffer() {
        ModelSizes sizes =
                sizes(
                        SmallModel.valid()
                                .put("llama.attention.head_count_kv", GgufValue.int32s(1, 4))
                                .put("llama.feed_forward_length", GgufValue.int32s(16, 48)));
        assertThat(sizes.keyNumbers()).isEqualTo(5);
        assertThat(sizes.feedForward()).isEqualTo(48);
    }
}
