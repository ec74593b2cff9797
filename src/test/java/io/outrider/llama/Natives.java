package io.outrider.llama;

import io.outrider.catalog.CacheFolder;
import io.outrider.catalog.Catalog;
import io.outrider.catalog.LibraryFiles;
import io.outrider.catalog.NativeChoice;
import io.outrider.catalog.NativeLibraries;
import io.outrider.catalog.Platform;
import io.outrider.catalog.Progress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The llama.cpp that tests of this package run on: the user's own or the fetched one, brought here
 * when it is missing; in a JVM that was started for it, the old one inside the Maven dependency. A
 * process loads one of them only, since both define the same functions.
 */
final class Natives {
    /** System property that asks a JVM for the old library. */
    static final String OLD = "outrider.test.old-library";

    /** Where generated models and unpacked libraries go. */
    static final Path FOLDER = Path.of("target", "tiny");

    private static @Nullable LlamaLibrary loaded;

    private Natives() {}

    static synchronized LlamaLibrary library() {
        LlamaLibrary library = loaded;
        if (library == null) {
            library = isOld() ? old() : current();
            loaded = library;
        }
        return library;
    }

    /** Whether this JVM runs on the old library. */
    static boolean isOld() {
        return Boolean.getBoolean(OLD);
    }

    private static LlamaLibrary current() {
        Map<String, String> environment = System.getenv();
        NativeLibraries natives = natives(CacheFolder.of(environment), environment);
        String own = environment.getOrDefault(NativeLibraries.FOLDER_VARIABLE, "");
        if (!own.isEmpty()) {
            return load(natives.locate(Optional.of(Path.of(own))));
        }
        // The last one wanted computes on the processor, where exact numbers are known.
        LibraryFiles files =
                natives.fetch(natives.wanted(Platform.current().orElseThrow()).getLast());
        return LlamaLibrary.load(files.loadOrder(), Optional.of(files.folder()));
    }

    /** In a cache of its own, where no better library is, the bundled one is the choice. */
    private static LlamaLibrary old() {
        CacheFolder empty = new CacheFolder(FOLDER.resolve("old-library"));
        NativeChoice choice = natives(empty, Map.of()).locate(Optional.empty());
        if (!(choice instanceof NativeChoice.Bundled)) {
            throw new IllegalStateException("not the bundled library: " + choice);
        }
        return load(choice);
    }

    private static NativeLibraries natives(CacheFolder cache, Map<String, String> environment) {
        return new NativeLibraries(
                Catalog.bundled(), cache, environment, Progress.toStandardError());
    }

    private static LlamaLibrary load(NativeChoice choice) {
        return LlamaLibrary.load(choice.loadOrder(), choice.backendFolder());
    }
}
