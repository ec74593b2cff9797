package io.outrider.catalog;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The llama.cpp that will be loaded, and why that one. */
public sealed interface NativeChoice {

    /** Files to load by full path, in this order. */
    List<Path> loadOrder();

    /** Folder that ggml is told to load its backends from; empty when they are linked in. */
    Optional<Path> backendFolder();

    /** llama.cpp's version as far as the files tell. */
    String version();

    /** One line for the log. */
    String describe();

    /** What the user has to be told loudly, if anything. */
    Optional<String> warning();

    /**
     * The build that {@code OUTRIDER_LLAMA_DIR} names.
     *
     * @param files in the user's folder
     * @param cuda CUDA's run time, preloaded if the folder has a CUDA backend
     */
    record UserFolder(LibraryFiles files, CudaRuntime cuda) implements NativeChoice {
        @Override
        public List<Path> loadOrder() {
            return order(files, cuda);
        }

        @Override
        public Optional<Path> backendFolder() {
            return Optional.of(files.folder());
        }

        @Override
        public String version() {
            return files.version().orElse("of unknown version");
        }

        @Override
        public String describe() {
            return "llama.cpp %s from %s (%s)"
                    .formatted(version(), files.folder(), NativeLibraries.FOLDER_VARIABLE);
        }

        @Override
        public Optional<String> warning() {
            return Optional.empty();
        }
    }

    /**
     * A pinned build that was fetched into the cache.
     *
     * @param build its pin
     * @param files in the cache
     * @param cuda CUDA's run time, preloaded if this is the CUDA build
     */
    record Fetched(NativeBuild build, LibraryFiles files, CudaRuntime cuda)
            implements NativeChoice {
        @Override
        public List<Path> loadOrder() {
            return order(files, cuda);
        }

        @Override
        public Optional<Path> backendFolder() {
            return Optional.of(files.folder());
        }

        @Override
        public String version() {
            return build.llamaCpp();
        }

        @Override
        public String describe() {
            return "llama.cpp %s, fetched build %s %s"
                    .formatted(version(), build.id(), build.version());
        }

        @Override
        public Optional<String> warning() {
            return Optional.empty();
        }
    }

    /**
     * The library inside the Maven dependency, unpacked into the cache.
     *
     * @param library one file with everything in it
     * @param dependencyVersion of the dependency
     */
    record Bundled(Path library, String dependencyVersion) implements NativeChoice {

        /** Has to say {@code accepted} before this library may listen beyond loopback. */
        public static final String CONSENT = "OUTRIDER_OLD_LIBRARY";

        @Override
        public List<Path> loadOrder() {
            return List.of(library);
        }

        @Override
        public Optional<Path> backendFolder() {
            return Optional.empty();
        }

        @Override
        public String version() {
            return "b4916";
        }

        @Override
        public String describe() {
            return "llama.cpp %s (March 2025) from de.kherud:llama %s"
                    .formatted(version(), dependencyVersion);
        }

        @Override
        public Optional<String> warning() {
            return Optional.of(
                    "THIS IS AN OLD AND SLOW LLAMA.CPP: "
                            + describe()
                            + ". It runs at about a quarter of the current speed and lacks later"
                            + " fixes to memory safety. Install npm and run `make natives`, or set "
                            + NativeLibraries.FOLDER_VARIABLE
                            + " to a current build.");
        }

        /**
         * Why this library may not be offered at an address; empty when it may. A host beyond
         * loopback has to be told twice: by naming it, and by consenting to this library.
         *
         * @param host to listen on
         * @param consent what {@link #CONSENT} says, or an empty string
         */
        public Optional<String> refusalToListenOn(String host, String consent) {
            boolean loopback =
                    host.equals("localhost")
                            || host.startsWith("127.")
                            || host.equals("::1")
                            || host.equals("[::1]");
            if (loopback || consent.equals("accepted")) {
                return Optional.empty();
            }
            return Optional.of(
                    ("Not listening on %s with %s, which lacks fixes to memory safety that matter"
                                    + " when strangers send prompts. Run `make natives`, or stay on"
                                    + " loopback, or say it a second time with %s=accepted.")
                            .formatted(host, describe(), CONSENT));
        }
    }

    private static List<Path> order(LibraryFiles files, CudaRuntime cuda) {
        Stream<Path> preloaded = files.hasCuda() ? cuda.found().stream() : Stream.empty();
        return Stream.concat(preloaded, files.loadOrder().stream()).toList();
    }
}
