package io.outrider.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders of the cache: made, and removed with everything in them. */
final class Folders {

    private Folders() {}

    /** Makes a folder, or says why that cannot be done and what else can. */
    static Path make(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new CatalogException(
                    "The folder %s cannot be made (%s). Set %s to a folder that can be written."
                            .formatted(folder, e, CacheFolder.VARIABLE),
                    e);
        }
    }

    /** Makes a folder that is empty, whatever an earlier process left there. */
    static Path makeEmpty(Path folder) {
        delete(folder);
        return make(folder);
    }

    /** Removes a folder and everything in it, if it is there. Links are removed, not followed. */
    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new CatalogException("%s cannot be deleted: %s".formatted(folder, e), e);
        }
    }
}
