package io.outrider.app;

import io.outrider.catalog.CatalogException;
import io.outrider.catalog.KvType;
import io.outrider.catalog.NativeChoice;
import io.outrider.catalog.NativeLibraries;
import io.outrider.catalog.PairCheck;
import io.outrider.catalog.Progress;
import io.outrider.catalog.PullPlan;
import io.outrider.catalog.Puller;
import io.outrider.engine.EngineStatus;
import io.outrider.engine.Machine;
import io.outrider.gguf.GgufException;
import io.outrider.gguf.GgufFile;
import io.outrider.gguf.Preflight;
import io.outrider.llama.ContextSettings;
import io.outrider.llama.ContextSettings.CacheType;
import io.outrider.llama.ContextSettings.FlashAttention;
import io.outrider.llama.LlamaContext;
import io.outrider.llama.LlamaException;
import io.outrider.llama.LlamaLibrary;
import io.outrider.llama.LlamaModel;
import io.outrider.llama.LlamaTokenizer;
import io.outrider.pace.MeasuredCosts;
import io.outrider.text.ChatTemplate;
import io.outrider.text.jinja.TemplateException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Brings what the plan names from disk or network into memory, on the engine's thread. */
final class PairLoader implements Machine.Loader {
    private static final System.Logger LOG = System.getLogger(PairLoader.class.getName());

    /** Rows of a pass whose logits are read; more are split, which costs memory nobody needs. */
    private static final int MOST_OUTPUTS = 64;

    /** What the host does between two passes, until it is measured. */
    private static final double HOST_SECONDS = 0.0005;

    /** Ids beside those of sessions; each may keep a prefix. */
    private static final int KEPT_PREFIXES = 32;

    private static final int MOST_SEQUENCES = 256;

    private final Plan plan;
    private final LongSupplier clock;

    /**
     * @param clock nanoseconds, monotonic
     */
    PairLoader(Plan plan, LongSupplier clock) {
        this.plan = plan;
        this.clock = clock;
    }

    @Override
    public Machine load(Consumer<EngineStatus.Loading> progress) throws Machine.LoadFailed {
        try {
            progress.accept(new EngineStatus.Loading("looking for the model files", 0));
            Path targetFile;
            Optional<Path> draftFile;
            Puller puller = new Puller(plan.cache(), plan.pulls(), Progress.toStandardError());
            announce(puller);
            targetFile = file(puller, plan.target());
            draftFile = plan.draft().map(source -> file(puller, source));
            GgufFile target = Preflight.check(targetFile);
            Optional<GgufFile> draft = draftFile.map(Preflight::check);
            draft.ifPresent(header -> checkPair(target, header));
            new MemoryCheck(plan, MOST_OUTPUTS).check(target, draft);
            LlamaLibrary library = library();
            return assemble(library, target, draft, progress);
        } catch (CatalogException | GgufException | LlamaException failed) {
            throw new Machine.LoadFailed(String.valueOf(failed.getMessage()), failed);
        }
    }

    private void announce(Puller puller) {
        PullPlan missing = puller.plan(plan.entries());
        if (!missing.isEmpty()) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "{0}",
                    missing.announcement(
                            plan.catalog().models(plan.catalog().preset("small")).getFirst()));
        }
    }

    private static Path file(Puller puller, Plan.ModelSource source) {
        return switch (source) {
            case Plan.ModelSource.Own own -> own.file();
            case Plan.ModelSource.Named named -> puller.pull(named.entry());
        };
    }

    private static void checkPair(GgufFile target, GgufFile draft) {
        switch (PairCheck.of(target, draft)) {
            case PairCheck.Compatible compatible -> {}
            case PairCheck.Incompatible incompatible ->
                    throw new CatalogException(incompatible.message());
        }
    }

    private LlamaLibrary library() {
        NativeLibraries natives =
                new NativeLibraries(
                        plan.catalog(),
                        plan.cache(),
                        plan.pulls().environment(),
                        Progress.toStandardError());
        NativeChoice choice = natives.locate(plan.config().llamaDir());
        if (choice instanceof NativeChoice.Bundled bundled) {
            bundled.refusalToListenOn(plan.host(), plan.config().oldLibrary().orElse(""))
                    .ifPresent(
                            refusal -> {
                                throw new CatalogException(refusal);
                            });
        }
        LlamaLibrary library = LlamaLibrary.load(choice.loadOrder(), choice.backendFolder());
        LOG.log(
                System.Logger.Level.INFO,
                "llama.cpp {0} computes on {1}",
                library.version(),
                String.join(", ", library.devices()));
        boolean gpuWanted = plan.config().gpuLayers() > 0 || plan.config().draftGpuLayers() > 0;
        if (gpuWanted && !library.hasGpu()) {
            throw new CatalogException(
                    "GPU layers were asked for, but no GPU backend is loaded. "
                            + natives.whyNoGpu(choice));
        }
        return library;
    }

    private Machine assemble(
            LlamaLibrary library,
            GgufFile targetFile,
            Optional<GgufFile> draftFile,
            Consumer<EngineStatus.Loading> progress) {
        Loaded loaded = new Loaded();
        try {
            LlamaModel target =
                    loaded.model(library, targetFile, plan.config().gpuLayers(), progress);
            Tuner tuner =
                    new Tuner(
                            plan.cache().tuning(),
                            clock,
                            what -> progress.accept(new EngineStatus.Loading(what, 1)));
            Tuner.Tuned targetTuned =
                    tuner.tune(
                            plan.targetName(),
                            key(library, targetFile, plan.config().gpuLayers()),
                            target,
                            ways(plan.config().kvType(), plan.targetKv()),
                            context(target));
            Optional<Tuner.Tuned> draftTuned = Optional.empty();
            LlamaContext targetContext =
                    loaded.context(target, Tuner.with(context(target), targetTuned.way()));
            Optional<Machine.Drafter> drafter = Optional.empty();
            if (draftFile.isPresent() && plan.draft().isPresent()) {
                LlamaModel draft =
                        loaded.model(
                                library, draftFile.get(), plan.config().draftGpuLayers(), progress);
                draftTuned =
                        Optional.of(
                                tuner.tune(
                                        plan.draft().get().name(),
                                        key(
                                                library,
                                                draftFile.get(),
                                                plan.config().draftGpuLayers()),
                                        draft,
                                        ways(plan.config().draftKvType(), plan.draftKv()),
                                        context(draft)));
                LlamaContext draftContext =
                        loaded.context(draft, Tuner.with(context(draft), draftTuned.get().way()));
                drafter = Optional.of(new Machine.Drafter(plan.draft().get().name(), draftContext));
            }
            LlamaTokenizer tokenizer = loaded.tokenizer(target);
            return new Machine(
                    plan.targetName(),
                    plan.aliases(),
                    targetContext,
                    drafter,
                    tokenizer,
                    specialTexts(tokenizer),
                    template(targetFile),
                    costs(targetTuned, draftTuned),
                    loaded::closeModels);
        } catch (RuntimeException failed) {
            loaded.closeAll();
            throw failed;
        }
    }

    /** Everything a measurement depends on, besides the settings of the context. */
    private static String key(LlamaLibrary library, GgufFile file, int gpuLayers) {
        try {
            return String.join(
                    "|",
                    file.path().toString(),
                    String.valueOf(Files.size(file.path())),
                    Files.getLastModifiedTime(file.path()).toString(),
                    library.version(),
                    String.join(",", library.devices()),
                    String.valueOf(gpuLayers),
                    System.getProperty("os.arch"),
                    String.valueOf(Runtime.getRuntime().availableProcessors()));
        } catch (IOException gone) {
            throw new CatalogException(file.path() + " cannot be read: " + gone.getMessage());
        }
    }

    /** What the settings leave open is measured: no choice wins everywhere. */
    private List<Tuner.Way> ways(Optional<KvType> wanted, KvType usual) {
        List<CacheType> types =
                wanted
                        .map(type -> List.of(cacheType(type)))
                        .orElseGet(() -> List.of(cacheType(usual), CacheType.F16, CacheType.BF16))
                        .stream()
                        .distinct()
                        .toList();
        List<FlashAttention> flash =
                plan.config()
                        .flashAttention()
                        .map(List::of)
                        .orElseGet(() -> List.of(FlashAttention.ON, FlashAttention.OFF));
        List<Tuner.Way> ways = new ArrayList<>();
        for (CacheType type : types) {
            for (FlashAttention each : flash) {
                boolean possible = type != CacheType.Q8_0 || each == FlashAttention.ON;
                // Without the fused kernel bf16 cells have never been faster than f16 ones.
                boolean useful =
                        type != CacheType.BF16 || each == FlashAttention.ON || types.size() == 1;
                if (possible && useful) {
                    ways.add(new Tuner.Way(each, type));
                }
            }
        }
        if (ways.isEmpty()) {
            throw new CatalogException(
                    "a q8_0 cache needs flash attention; set OUTRIDER_FLASH_ATTENTION=on or choose"
                            + " another KV type");
        }
        return ways;
    }

    private MeasuredCosts costs(Tuner.Tuned target, Optional<Tuner.Tuned> draft) {
        LOG.log(
                System.Logger.Level.INFO,
                "target: {0}; one row {1,number,0.0} ms, five rows {2,number,0.0} ms; kernel noise"
                        + " {3,number,0.000} logits",
                target.way(),
                1e3 * target.table().curve().seconds(1, 0),
                1e3 * target.table().curve().seconds(5, 0),
                target.table().noise());
        draft.ifPresent(
                tuned ->
                        LOG.log(
                                System.Logger.Level.INFO,
                                "draft: {0}; one row {1,number,0.0} ms",
                                tuned.way(),
                                1e3 * tuned.table().curve().seconds(1, 0)));
        return new MeasuredCosts(
                target.table().curve(),
                draft.orElse(target).table().curve(),
                HOST_SECONDS,
                target.table().noise());
    }

    /** The settings of both contexts, but for the way their caches are kept. */
    private ContextSettings context(LlamaModel model) {
        // A recurrent model pays for an id with a whole state, and could not share it.
        boolean keeps = plan.engine().prefixCells() > 0 && !model.isRecurrent();
        int sessions = plan.engine().maxSessions();
        int sequences =
                keeps
                        ? Math.max(sessions, Math.min(sessions + KEPT_PREFIXES, MOST_SEQUENCES))
                        : sessions;
        return new ContextSettings(
                plan.kvCells(),
                plan.config().passRows(),
                Math.max(sequences, MOST_OUTPUTS),
                sequences,
                plan.config().threads().orElse(Runtime.getRuntime().availableProcessors()),
                FlashAttention.ON,
                ContextSettings.Layout.UNIFIED,
                CacheType.F16);
    }

    private static CacheType cacheType(KvType type) {
        return switch (type) {
            case F32 -> CacheType.F32;
            case F16 -> CacheType.F16;
            case BF16 -> CacheType.BF16;
            case Q8_0 -> CacheType.Q8_0;
        };
    }

    private static Map<String, String> specialTexts(LlamaTokenizer tokenizer) {
        Map<String, String> texts = new HashMap<>();
        tokenizer.beginOfSequence().ifPresent(id -> texts.put("bos_token", text(tokenizer, id)));
        tokenizer.endOfSequence().ifPresent(id -> texts.put("eos_token", text(tokenizer, id)));
        return texts;
    }

    private static String text(LlamaTokenizer tokenizer, int id) {
        return new String(tokenizer.bytesWithSpecial(id), StandardCharsets.UTF_8);
    }

    private static Optional<ChatTemplate> template(GgufFile file) {
        Optional<String> jinja = file.string("tokenizer.chat_template");
        if (jinja.isEmpty()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The target has no chat template: only /v1/completions will answer.");
            return Optional.empty();
        }
        try {
            return Optional.of(ChatTemplate.parse(jinja.get()));
        } catch (TemplateException unusable) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The target''s chat template cannot be used ({0}): only /v1/completions will"
                            + " answer.",
                    unusable.getMessage());
            return Optional.empty();
        }
    }

    /** What was made so far, so that a failure half-way frees it in the right order. */
    private static final class Loaded {
        private final List<LlamaContext> contexts = new ArrayList<>();
        private final List<LlamaModel> models = new ArrayList<>();
        private Optional<LlamaTokenizer> tokenizer = Optional.empty();

        LlamaModel model(
                LlamaLibrary library,
                GgufFile file,
                int gpuLayers,
                Consumer<EngineStatus.Loading> progress) {
            String what = "loading " + file.path().getFileName();
            LOG.log(System.Logger.Level.INFO, "{0}", what);
            LlamaModel model =
                    LlamaModel.load(
                            library,
                            file.path(),
                            gpuLayers,
                            share -> progress.accept(new EngineStatus.Loading(what, share)));
            models.add(model);
            return model;
        }

        LlamaContext context(LlamaModel model, ContextSettings settings) {
            LlamaContext context = new LlamaContext(model, settings);
            contexts.add(context);
            return context;
        }

        LlamaTokenizer tokenizer(LlamaModel model) {
            LlamaTokenizer made = new LlamaTokenizer(model);
            tokenizer = Optional.of(made);
            return made;
        }

        void closeModels() {
            tokenizer.ifPresent(LlamaTokenizer::close);
            models.forEach(LlamaModel::close);
        }

        void closeAll() {
            contexts.forEach(LlamaContext::close);
            closeModels();
        }
    }
}
