package io.outrider.app;

import io.outrider.catalog.KvType;
import io.outrider.llama.ContextSettings.FlashAttention;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Every setting of the server itself; {@code outrider.kv-cells} is {@code OUTRIDER_KV_CELLS} in the
 * environment. What a preset can say is optional here and overrides it.
 */
@ConfigMapping(prefix = "outrider")
public interface OutriderConfig {

    /** Which models and defaults; see {@code config/presets.yaml}. */
    @WithDefault("qwen-coder")
    String preset();

    /** A GGUF file of your own to serve instead of the preset's target. */
    Optional<Path> target();

    /** A GGUF file of your own to draft with; needs {@code target}. */
    Optional<Path> draft();

    /** Further names under which requests may ask for the target. */
    Optional<List<String>> aliases();

    /** Folder of the llama.cpp build to use instead of the fetched one. */
    Optional<Path> llamaDir();

    /** Most tokens of one session, prompt and answer together. */
    OptionalInt context();

    /** Token positions each model's cache can hold, over all sessions. */
    OptionalInt kvCells();

    /** Cells that kept prefixes may hold beside those of sessions; 0 reuses no prefix at all. */
    OptionalInt prefixCells();

    /** Whether attention runs in one fused kernel, in both models; absent means: as measured. */
    Optional<FlashAttention> flashAttention();

    /** Element type of the target's cached keys and values; absent means: as measured. */
    Optional<KvType> kvType();

    /** Likewise for the draft; never touches exactness. */
    Optional<KvType> draftKvType();

    /** Most sessions generating at once. */
    OptionalInt sessions();

    /** Most requests waiting for a place. */
    @WithDefault("64")
    int queue();

    /** Processor threads of a pass; absent means one per core. */
    OptionalInt threads();

    /** Layers of the target to keep on a GPU. */
    @WithDefault("0")
    int gpuLayers();

    /** Layers of the draft to keep on a GPU. */
    @WithDefault("0")
    int draftGpuLayers();

    /** Most rows of one pass; at least 17, so that the longest draft fits. */
    @WithDefault("512")
    int passRows();

    /** Most prompt tokens evaluated in a pass beside running streams. */
    @WithDefault("64")
    int prefillChunk();

    /** Fewest prompt tokens in such a pass, so that the first token comes at all. */
    @WithDefault("4")
    int prefillFloor();

    /** How long such a pass may take; absent means twice what it takes without the prompt. */
    Optional<Duration> interTokenBound();

    /** Method of requests that name none. */
    Optional<String> method();

    /** Tokens drafted a round when the request does not say. */
    OptionalInt draftTokens();

    /** How long running requests may go on after shutdown began. */
    @WithDefault("20s")
    Duration drain();

    /**
     * How far cells are promised to several sessions at once: 0 reserves for each session all the
     * tokens it may write, 1 as many as nine answers in ten needed of late.
     */
    @WithDefault("1.0")
    double overcommit();

    /** Longest time a request may take, waiting included; absent means as long as it takes. */
    Optional<Duration> requestTimeout();

    /**
     * Least time without a tick after which an engine that has work counts as stuck, and liveness
     * as down; a pass may always take 20 times the longest recent one.
     */
    @WithDefault("30s")
    Duration watchdog();

    /** Most bytes of a rendered prompt. */
    @WithDefault("4194304")
    int maxPromptBytes();

    /** {@code accepted} lets the old bundled llama.cpp listen on an address others can reach. */
    Optional<String> oldLibrary();

    /** Where downloads are kept; read by the catalog. */
    Optional<Path> cache();

    /** Folders searched for model files before anything is downloaded; read by the catalog. */
    Optional<String> modelsDir();

    /** Whether model bytes may come out of Python packages; read by the catalog. */
    Optional<String> packages();
}
