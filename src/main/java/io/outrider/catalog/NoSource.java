package io.outrider.catalog;

import java.nio.file.Path;
import java.util.List;

/** What a person reads when no source gave a model: every reason, then every way on. */
final class NoSource {

    private NoSource() {}

    static String message(ModelEntry model, List<String> failures, Path folder) {
        StringBuilder text = new StringBuilder();
        text.append("%s could not be fetched (%s).".formatted(model.title(), model.id()));
        failures.forEach(failure -> text.append("%n  - %s".formatted(failure)));
        if (failures.isEmpty()) {
            text.append("%n  - the catalog names no source for it".formatted());
        }
        text.append(
                """

                What to do, any one of these:
                  - with a network: check it, set HTTPS_PROXY, or HF_ENDPOINT for a mirror, and run \
                the same command again; what was fetched is kept;
                  - without one: copy %s (%s, sha256 %s) into %s, or name its folder in %s;
                  - serve models of your own: set OUTRIDER_TARGET and OUTRIDER_DRAFT to GGUF files;
                  - serve the small model: OUTRIDER_PRESET=%s."""
                        .formatted(
                                model.file(),
                                new ByteCount(model.bytes()),
                                model.sha256(),
                                folder,
                                PullSettings.FOLDERS,
                                Catalog.SMALL));
        return text.toString();
    }
}
