package io.outrider.llama;

/**
 * How a context is made.
 *
 * @param cells token positions of the cache, over all sequences
 * @param rows most rows of one pass
 * @param outputs most rows of one pass whose logits are read; more are split into several passes
 * @param sequences how many sequence ids there are
 * @param threads of the processor to compute with
 * @param flashAttention whether attention runs in one fused kernel; measured per model, since the
 *     one or the other wins by up to 80 %
 * @param layout of the cache
 * @param cacheType element type of keys and values
 */
public record ContextSettings(
        int cells,
        int rows,
        int outputs,
        int sequences,
        int threads,
        FlashAttention flashAttention,
        Layout layout,
        CacheType cacheType) {

    /** Whether to use the fused attention kernel. */
    public enum FlashAttention {
        OFF,
        ON
    }

    /** How sequences share the cache. */
    public enum Layout {
        /** One buffer: sequences may share cells, and uneven drafts stay one pass. */
        UNIFIED,
        /** One stream per sequence: a row walks only its own cells. */
        PER_SEQUENCE
    }

    /** Element type of cached keys and values, with ggml's number for it. */
    public enum CacheType {
        F32(0, 1),
        F16(1, 1),
        BF16(30, 1),
        Q8_0(8, 32);

        private final int ggml;
        private final int block;

        CacheType(int ggml, int block) {
            this.ggml = ggml;
            this.block = block;
        }

        int ggml() {
            return ggml;
        }

        /** Numbers that are packed together; a head's size must be a multiple. */
        int block() {
            return block;
        }
    }

    public ContextSettings {
        require(cells >= 16 && cells <= 1 << 24, "cells", cells);
        require(rows >= 1 && rows <= 1 << 16, "rows", rows);
        require(sequences >= 1 && sequences <= 256, "sequences", sequences);
        // llama.cpp asserts, and so ends the process, when there are fewer outputs than sequences.
        require(outputs >= sequences && outputs <= 1 << 16, "outputs", outputs);
        if (cacheType == CacheType.Q8_0 && flashAttention == FlashAttention.OFF) {
            throw new LlamaException(
                    "a q8_0 cache needs flash attention; turn it on or choose another type");
        }
        require(threads >= 1 && threads <= 512, "threads", threads);
    }

    private static void require(boolean holds, String name, int value) {
        if (!holds) {
            throw new LlamaException(name + " is out of range: " + value);
        }
    }
}
