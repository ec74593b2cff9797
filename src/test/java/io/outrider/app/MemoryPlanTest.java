package io.outrider.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.gguf.ModelSizes;
import io.outrider.gguf.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MemoryPlanTest {
    private static final long MIB = 1 << 20;

    /** Like Qwen2.5 1.5B: 28 layers of 2 key heads with 128 numbers. */
    private static final ModelSizes TARGET =
            new ModelSizes(1065 * MIB, 28, 28 * 256, 28 * 256, 12, 1536, 8960, 151_936);

    private static final ModelSizes DRAFT =
            new ModelSizes(469 * MIB, 24, 24 * 128, 24 * 128, 14, 896, 4864, 151_936);

    private static final MemoryPlan.Passes PASSES = new MemoryPlan.Passes(512, 64, 32);

    private static MemoryPlan plan(int cells, long gpuLayers, boolean fused) {
        return MemoryPlan.of(
                List.of(
                        new MemoryPlan.Member(TARGET, gpuLayers, TensorType.F16, fused),
                        new MemoryPlan.Member(DRAFT, gpuLayers, TensorType.BF16, fused)),
                cells,
                PASSES);
    }

    @Test
    void aPlanAddsBothModelsUp() {
        MemoryPlan plan = plan(16_384, 0, true);
        assertThat(plan.weights()).isEqualTo((1065 + 469) * MIB);
        assertThat(plan.cellBytes()).isEqualTo((28 * 512 + 24 * 256) * 2);
        assertThat(plan.caches()).isEqualTo(640 * MIB);
        assertThat(plan.buffers()).isBetween(200 * MIB, 500 * MIB);
        assertThat(plan.total()).isEqualTo(plan.weights() + plan.caches() + plan.buffers());
    }

    @Test
    void withoutTheFusedKernelAttentionIsWrittenDown() {
        long scores = 4L * 512 * 16_384 * (12 + 14);
        assertThat(plan(16_384, 0, false).buffers())
                .isEqualTo(plan(16_384, 0, true).buffers() + scores);
    }

    @Test
    void layersOnAGpuTakeNothingHere() {
        assertThat(plan(4096, 14, true).weights())
                .isEqualTo((long) (1065 * MIB / 2.0) + (long) (469 * MIB * (10 / 24.0)));
        assertThat(plan(4096, 99, true).weights()).isZero();
        assertThat(plan(4096, 99, true).caches()).isZero();
    }

    @Test
    void whatFitsIsNoShortage() {
        MemoryPlan plan = plan(16_384, 0, true);
        assertThat(plan.shortage(plan.total())).isEmpty();
        assertThat(plan.shortage(plan.total() - 1)).isPresent();
    }

    @Test
    void aShortageSaysTheNumbersAndWhatWouldFit() {
        String why = plan(65_536, 0, true).shortage(4096 * MIB).orElseThrow();
        assertThat(why)
                .contains("4.00 GiB are available", "weights 1.50", "caches 2.50", "65536 cells")
                .contains("OUTRIDER_KV_CELLS", "OUTRIDER_CONTEXT")
                .doesNotContain("\n");
        int fitting = Integer.parseInt(why.replaceFirst(".*OUTRIDER_KV_CELLS to (\\d+) .*", "$1"));
        assertThat(plan(fitting, 0, true).shortage(4096 * MIB)).isEmpty();
    }

    @Test
    void weightsThatDoNotFitAskForSmallerModels() {
        assertThat(plan(4096, 0, true).shortage(1024 * MIB).orElseThrow())
                .contains("smaller models");
        assertThat(plan(4096, 0, true).shortage(-5).orElseThrow()).contains("0.00 GiB");
    }
}
