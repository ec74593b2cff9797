package io.outrider.app;

import io.outrider.catalog.CacheFolder;
import io.outrider.catalog.Catalog;
import io.outrider.catalog.CatalogException;
import io.outrider.catalog.KvType;
import io.outrider.catalog.ModelEntry;
import io.outrider.catalog.Preset;
import io.outrider.catalog.PullSettings;
import io.outrider.engine.EngineSettings;
import io.outrider.engine.PrefillChunk;
import io.outrider.engine.UnderLoad;
import io.outrider.method.Methods;
import io.outrider.method.Settings;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be served and how, after preset and settings were merged and checked.
 *
 * @param target where the target's file comes from
 * @param draft where the draft's file comes from, if there is one
 * @param kvCells token positions of each cache
 * @param host address the server listens on
 */
record Plan(
        OutriderConfig config,
        Catalog catalog,
        CacheFolder cache,
        PullSettings pulls,
        ModelSource target,
        Optional<ModelSource> draft,
        List<String> aliases,
        KvType targetKv,
        KvType draftKv,
        int kvCells,
        EngineSettings engine,
        String host) {

    /** Sessions whose whole context fits by default; more share what there is. */
    private static final int FULL_CONTEXTS = 4;

    /** A model's file: the user's own, or one of the catalog. */
    sealed interface ModelSource {
        String name();

        record Own(Path file) implements ModelSource {
            @Override
            public String name() {
                String name = String.valueOf(file.getFileName());
                return name.replaceFirst("(-00001-of-\\d{5})?\\.gguf$", "");
            }
        }

        record Named(ModelEntry entry) implements ModelSource {
            @Override
            public String name() {
                return entry.id();
            }
        }
    }

    String targetName() {
        return target.name();
    }

    /** Catalog models that have to be on disk. */
    List<ModelEntry> entries() {
        return java.util.stream.Stream.concat(java.util.stream.Stream.of(target), draft.stream())
                .filter(ModelSource.Named.class::isInstance)
                .map(source -> ((ModelSource.Named) source).entry())
                .toList();
    }

    /**
     * Merges preset and settings.
     *
     * @throws CatalogException with one line that says which setting is wrong
     */
    static Plan of(
            OutriderConfig config,
            SettingNames names,
            Map<String, String> environment,
            Catalog catalog,
            String host) {
        List<String> unknown = names.unknown(environment.keySet());
        if (!unknown.isEmpty()) {
            throw new CatalogException(
                    "Unknown setting "
                            + String.join(", ", unknown)
                            + "; the README's configuration table lists those there are.");
        }
        if (config.draft().isPresent() && config.target().isEmpty()) {
            throw new CatalogException(
                    "OUTRIDER_DRAFT needs OUTRIDER_TARGET: a pair of your own is two files.");
        }
        if (config.passRows() <= Settings.MOST_DRAFT_TOKENS) {
            throw new CatalogException(
                    "OUTRIDER_PASS_ROWS is %d; a draft of %d tokens needs at least %d rows."
                            .formatted(
                                    config.passRows(),
                                    Settings.MOST_DRAFT_TOKENS,
                                    Settings.MOST_DRAFT_TOKENS + 1));
        }
        if (config.prefillFloor() < 1 || config.prefillFloor() > config.prefillChunk()) {
            throw new CatalogException(
                    "OUTRIDER_PREFILL_FLOOR is between 1 and OUTRIDER_PREFILL_CHUNK, which is "
                            + config.prefillChunk()
                            + ".");
        }
        Preset preset = catalog.preset(config.preset());
        ModelSource target =
                config.target()
                        .<ModelSource>map(ModelSource.Own::new)
                        .orElseGet(() -> new ModelSource.Named(catalog.model(preset.target())));
        Optional<ModelSource> draft =
                config.target().isPresent()
                        ? config.draft().map(ModelSource.Own::new)
                        : preset.draft().map(name -> new ModelSource.Named(catalog.model(name)));
        Set<String> aliases = new LinkedHashSet<>(config.aliases().orElse(List.of()));
        aliases.addAll(config.target().isPresent() ? List.of("outrider") : preset.aliases());
        int context = config.context().orElse(preset.contextTokens());
        int sessions = config.sessions().orElse(preset.sessions());
        int cells = config.kvCells().orElse(Math.min(sessions, FULL_CONTEXTS) * context);
        boolean ownPair = config.target().isPresent();
        String method = config.method().orElse(ownPair ? Methods.AUTO : preset.defaultMethod());
        return new Plan(
                config,
                catalog,
                CacheFolder.of(environment),
                PullSettings.of(environment),
                target,
                draft,
                List.copyOf(aliases),
                config.kvType().orElse(preset.targetKv()),
                config.draftKvType().orElse(preset.draftKv()),
                cells,
                new EngineSettings(
                        sessions,
                        config.queue(),
                        context,
                        chunk(config),
                        config.maxPromptBytes(),
                        method,
                        config.draftTokens().orElse(preset.draftTokens()),
                        config.prefixCells().orElse(cells / 4),
                        config.drain(),
                        new UnderLoad(
                                config.requestTimeout(), config.overcommit(), config.watchdog())),
                host);
    }

    private static PrefillChunk chunk(OutriderConfig config) {
        return new PrefillChunk(
                config.prefillChunk(), config.prefillFloor(), config.interTokenBound());
    }
}
