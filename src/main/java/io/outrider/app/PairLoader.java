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
import io.outrider.llama.LlamaContext;
import io.outrider.llama.LlamaException;
import io.outrider.llama.LlamaLibrary;
import io.outrider.llama.LlamaModel;
import io.outrider.llama.LlamaTokenizer;
import io.outrider.text.ChatTemplate;
import io.outrider.text.jinja.TemplateException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Brings what the plan names from disk or network into memory, on the engine's thread. */
final class PairLoader implements Machine.Loader {
    private static final System.Logger LOG = System.getLogger(PairLoader.class.getName());

    /** Rows of a pass whose logits are read; more are split, which costs memory nobody needs. */
    private static final int MOST_OUTPUTS = 64;

    /** Ids beside those of sessions; each may keep a prefix. */
    private static final int KEPT_PREFIXES = 32;

    private static final int MOST_SEQUENCES = 256;

    private final Plan plan;

    PairLoader(Plan plan) {
        this.plan = plan;
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
            LlamaContext targetContext = loaded.context(target, context(target, plan.targetKv()));
            Optional<Machine.Drafter> drafter = Optional.empty();
            if (draftFile.isPresent() && plan.draft().isPresent()) {
                LlamaModel draft =
                        loaded.model(
                                library, draftFile.get(), plan.config().draftGpuLayers(), progress);
                LlamaContext draftContext = loaded.context(draft, context(draft, plan.draftKv()));
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
                    loaded::closeModels);
        } catch (RuntimeException failed) {
            loaded.closeAll();
            throw failed;
        }
    }

    private ContextSettings context(LlamaModel model, KvType type) {
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
                plan.config().flashAttention(),
                ContextSettings.Layout.UNIFIED,
                switch (type) {
                    case F32 -> ContextSettings.CacheType.F32;
                    case F16 -> ContextSettings.CacheType.F16;
                    case BF16 -> ContextSettings.CacheType.BF16;
                    case Q8_0 -> ContextSettings.CacheType.Q8_0;
                });
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
