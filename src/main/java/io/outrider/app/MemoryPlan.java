package io.outrider.app;

import io.outrider.gguf.ModelSizes;
import io.outrider.gguf.TensorType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How much of the machine's memory serving takes, estimated before anything is loaded. Caches are
 * exactly what llama.cpp allocates. Weights are the file's; a copy that llama.cpp repacks for the
 * processor comes on top of mapped pages, but those can then be dropped. Buffers are an upper
 * estimate: 172 MiB where some 136 are taken with v0.5.0, which told of 80 for computing (Qwen2.5
 * 1.5B, 64 outputs, 512 rows, 16,384 cells, fused attention).
 *
 * @param weights bytes
 * @param cells token positions of each cache
 * @param cellBytes bytes that one position takes, in all caches together
 * @param buffers bytes
 */
record MemoryPlan(long weights, int cells, long cellBytes, long buffers) {
    private static final double GIB = 1L << 30;
    private static final int FLOAT = Float.BYTES;

    /** The smallest cache worth naming. */
    private static final int LEAST_CELLS = 256;

    /**
     * One model and the context made of it.
     *
     * @param gpuLayers layers that lie elsewhere
     * @param cacheType element type of keys and values
     * @param fusedAttention whether attention runs in one fused kernel
     */
    record Member(ModelSizes model, long gpuLayers, TensorType cacheType, boolean fusedAttention) {

        /** Share of the layers that lie in the machine's own memory. */
        private double hostShare() {
            return model.layers() == 0 ? 1 : Math.max(0, 1 - (double) gpuLayers / model.layers());
        }
    }

    /**
     * What a pass is made of.
     *
     * @param rows most rows
     * @param outputs most rows whose logits are read
     * @param rowsHeld rows of logits that sessions hold at once
     */
    record Passes(int rows, int outputs, int rowsHeld) {}

    static MemoryPlan of(List<Member> members, int cells, Passes passes) {
        long weights = 0;
        long cellBytes = 0;
        long buffers = 0;
        for (Member member : members) {
            weights += (long) (member.hostShare() * member.model().weightBytes());
            cellBytes += (long) (member.hostShare() * member.model().cellBytes(member.cacheType()));
            buffers += buffers(member, cells, passes);
        }
        return new MemoryPlan(weights, cells, cellBytes, buffers);
    }

    /**
     * Logits (llama.cpp computes them in one buffer, copies them to another, and sessions hold
     * some), the widest activations, the attention mask, and the attention scores that only the
     * fused kernel does not write down.
     */
    private static long buffers(Member member, int cells, Passes passes) {
        ModelSizes model = member.model();
        long logits = (2L * passes.outputs() + passes.rowsHeld()) * model.vocabulary();
        long activations = passes.rows() * (4 * model.embedding() + 2 * model.feedForward());
        long mask = (long) passes.rows() * cells;
        long scores = member.fusedAttention() ? 0 : mask * model.heads();
        return FLOAT * (logits + activations + mask + scores);
    }

    long caches() {
        return cellBytes * cells;
    }

    long total() {
        return weights + caches() + buffers;
    }

    /** One line for the log. */
    String summary() {
        return String.format(
                Locale.ROOT,
                "memory planned: %.2f GiB (weights %.2f, caches %.2f for %d cells of %.1f KiB,"
                        + " buffers about %.2f)",
                total() / GIB,
                weights / GIB,
                caches() / GIB,
                cells,
                cellBytes / 1024.0,
                buffers / GIB);
    }

    /** Why this cannot be, in one line with what to do; empty when it fits. */
    Optional<String> shortage(long available) {
        if (total() <= available) {
            return Optional.empty();
        }
        // What buffers take beside the cells shrinks with them too; the rest stays.
        long room = available - weights - buffers;
        long fitting = cellBytes == 0 ? 0 : room / cellBytes / LEAST_CELLS * LEAST_CELLS;
        String advice =
                fitting >= LEAST_CELLS
                        ? "set OUTRIDER_KV_CELLS to "
                                + fitting
                                + " or less (now "
                                + cells
                                + "), or lower OUTRIDER_CONTEXT, from which it follows"
                        : "no OUTRIDER_KV_CELLS is small enough; choose smaller models";
        return Optional.of(
                String.format(
                        Locale.ROOT,
                        "There is too little memory: %.2f GiB are available; %s. So %s.",
                        Math.max(0, available) / GIB,
                        summary(),
                        advice));
    }
}
