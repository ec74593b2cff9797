package io.outrider.llama;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * Where the fields of llama.cpp's parameter structs lie, in bytes. The structs change between
 * releases without a version field, so a build is recognised by the bytes of its default values; -1
 * marks a field that a build does not have.
 */
enum AbiProfile {
    /** v0.4.0 to v0.6.0: {@code llama_memory_*}, unified or per-sequence cache, output limit. */
    MODERN(
            "v0.4 - v0.6",
            new ModelFields(80, 16, 48, 72),
            new ContextFields(160, 0, 4, 8, 12, 20, 28, 32, 52, -1, 104, 108, 112, 132, 133),
            "llama_memory_"),
    /** b4916, March 2025, as inside de.kherud:llama 4.2.0: {@code llama_kv_self_*}. */
    B4916(
            "b4916",
            new ModelFields(64, 8, 32, 56),
            new ContextFields(120, 0, 4, 8, 12, -1, 16, 20, -1, 99, 88, 92, 104, -1, -1),
            "llama_kv_self_");

    /** Offsets inside {@code llama_model_params}. */
    record ModelFields(int size, int gpuLayers, int progressCallback, int vocabOnly) {}

    /** Offsets inside {@code llama_context_params}. */
    record ContextFields(
            int size,
            int cells,
            int batch,
            int microBatch,
            int sequences,
            int outputs,
            int threads,
            int batchThreads,
            int flashAttentionType,
            int flashAttentionFlag,
            int keyType,
            int valueType,
            int abortCallback,
            int fullWindow,
            int unified) {}

    private static final int DEFAULT_CELLS = 512;
    private static final int DEFAULT_BATCH = 2048;
    private static final int DEFAULT_THREADS = 4;
    private static final int F16 = 1;

    private final String builds;
    private final ModelFields model;
    private final ContextFields context;
    private final String memoryPrefix;

    AbiProfile(String builds, ModelFields model, ContextFields context, String memoryPrefix) {
        this.builds = builds;
        this.model = model;
        this.context = context;
        this.memoryPrefix = memoryPrefix;
    }

    String builds() {
        return builds;
    }

    ModelFields model() {
        return model;
    }

    ContextFields context() {
        return context;
    }

    /** Prefix of the functions that edit the cache. */
    String memoryPrefix() {
        return memoryPrefix;
    }

    /**
     * Recognises a build.
     *
     * @param modelDefaults bytes of {@code llama_model_default_params()}, with room to spare
     * @param contextDefaults bytes of {@code llama_context_default_params()}, with room to spare
     */
    static Optional<AbiProfile> of(MemorySegment modelDefaults, MemorySegment contextDefaults) {
        for (AbiProfile profile : values()) {
            if (profile.matches(modelDefaults, contextDefaults)) {
                return Optional.of(profile);
            }
        }
        return Optional.empty();
    }

    private boolean matches(MemorySegment modelDefaults, MemorySegment contextDefaults) {
        int layers = modelDefaults.get(ValueLayout.JAVA_INT, model.gpuLayers());
        return integer(contextDefaults, context.cells()) == DEFAULT_CELLS
                && integer(contextDefaults, context.batch()) == DEFAULT_BATCH
                && integer(contextDefaults, context.microBatch()) == DEFAULT_CELLS
                && integer(contextDefaults, context.sequences()) == 1
                && integer(contextDefaults, context.threads()) == DEFAULT_THREADS
                && integer(contextDefaults, context.batchThreads()) == DEFAULT_THREADS
                && integer(contextDefaults, context.keyType()) == F16
                && integer(contextDefaults, context.valueType()) == F16
                && layers == (this == MODERN ? -1 : 0);
    }

    private static int integer(MemorySegment segment, int offset) {
        return segment.get(ValueLayout.JAVA_INT, offset);
    }
}
