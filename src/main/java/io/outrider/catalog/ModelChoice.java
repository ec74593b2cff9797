package io.outrider.catalog;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Which models to serve: a preset's, or two files of the user's own. */
public sealed interface ModelChoice {

    /** The preset that is served when nothing is said. */
    String DEFAULT_PRESET = "qwen-coder";

    /** The models of a preset, to be pulled where they are missing. */
    record OfPreset(Preset preset) implements ModelChoice {}

    /**
     * GGUF files of the user's own.
     *
     * @param target the model that is served
     * @param draft the model that rides ahead; empty for plain decoding
     */
    record OwnFiles(Path target, Optional<Path> draft) implements ModelChoice {
        public OwnFiles {
            require("OUTRIDER_TARGET", target);
            draft.ifPresent(file -> require("OUTRIDER_DRAFT", file));
        }

        private static void require(String variable, Path file) {
            if (!Files.isReadable(file) || !Files.isRegularFile(file)) {
                throw new CatalogException(
                        "%s is %s, which is not a file that can be read."
                                .formatted(variable, file));
            }
        }
    }

    /**
     * What the settings mean.
     *
     * @param preset name of a preset
     * @param target a GGUF file; wins over the preset
     * @param draft a GGUF file; only together with {@code target}
     */
    static ModelChoice of(
            Catalog catalog, Optional<String> preset, Optional<Path> target, Optional<Path> draft) {
        if (target.isPresent()) {
            return new OwnFiles(target.get(), draft);
        }
        if (draft.isPresent()) {
            throw new CatalogException(
                    "OUTRIDER_DRAFT names a draft model, and OUTRIDER_TARGET no target.");
        }
        return new OfPreset(catalog.preset(preset.orElse(DEFAULT_PRESET)));
    }
}
