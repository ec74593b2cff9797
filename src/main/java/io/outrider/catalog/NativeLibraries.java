package io.outrider.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Which llama.cpp this machine gets. The user's own build comes first, then the pinned one in the
 * cache, then the old one inside the Maven dependency.
 */
public final class NativeLibraries {

    /** Names a folder with any llama.cpp build of a known ABI. */
    public static final String FOLDER_VARIABLE = "OUTRIDER_LLAMA_DIR";

    private static final Logger LOG = System.getLogger(NativeLibraries.class.getName());

    private final Catalog catalog;
    private final CacheFolder cache;
    private final Map<String, String> environment;
    private final Progress progress;
    private final TarballFetcher fetcher;
    private final DiskSpace disk;
    private final Path root;

    public NativeLibraries(
            Catalog catalog,
            CacheFolder cache,
            Map<String, String> environment,
            Progress progress) {
        this(
                catalog,
                cache,
                environment,
                progress,
                new NpmFetcher(new Toolbox(environment)),
                DiskSpace.ofTheSystem(),
                Path.of("/"));
    }

    NativeLibraries(
            Catalog catalog,
            CacheFolder cache,
            Map<String, String> environment,
            Progress progress,
            TarballFetcher fetcher,
            DiskSpace disk,
            Path root) {
        this.catalog = catalog;
        this.cache = cache;
        this.environment = Map.copyOf(environment);
        this.progress = progress;
        this.fetcher = fetcher;
        this.disk = disk;
        this.root = root;
    }

    /**
     * The builds that suit a machine, best first: its GPU's, if there is a driver, and the CPU's.
     */
    public List<NativeBuild> wanted(Platform platform) {
        List<NativeBuild> builds = new ArrayList<>();
        if (hasDriver()) {
            catalog.nativeBuild(platform, NativeBuild.Backend.CUDA).ifPresent(builds::add);
        }
        catalog.nativeBuild(platform, NativeBuild.Backend.METAL).ifPresent(builds::add);
        catalog.nativeBuild(platform, NativeBuild.Backend.CPU).ifPresent(builds::add);
        return List.copyOf(builds);
    }

    /**
     * Brings every wanted build into the cache: the CPU's first, which is small and always works.
     */
    public List<LibraryFiles> fetch(Platform platform) {
        return wanted(platform).reversed().stream().map(this::fetch).toList();
    }

    /**
     * Brings one build into the cache, unless it is there.
     *
     * @throws CatalogException when it cannot be had or is not what the pin says
     */
    public LibraryFiles fetch(NativeBuild build) {
        Path folder = cache.natives().resolve(build.folder());
        Optional<LibraryFiles> present = LibraryFiles.in(folder);
        if (present.isPresent()) {
            return present.get();
        }
        Folders.make(cache.natives());
        try (CacheLock _ = CacheLock.of(folder, progress)) {
            Optional<LibraryFiles> brought = LibraryFiles.in(folder);
            return brought.isPresent() ? brought.get() : bring(build, folder);
        }
    }

    /**
     * The libraries to load.
     *
     * @param own the folder that the user named, if any
     * @throws CatalogException when that folder has no llama library, or nothing exists for this
     *     platform
     */
    public NativeChoice locate(Optional<Path> own) {
        NativeChoice choice = choose(own, Platform.current());
        LOG.log(Level.INFO, choice.describe());
        choice.warning().ifPresent(warning -> LOG.log(Level.WARNING, warning));
        return choice;
    }

    NativeChoice choose(Optional<Path> own, Optional<Platform> platform) {
        if (own.isPresent()) {
            return new NativeChoice.UserFolder(userFiles(own.get()), cuda());
        }
        if (platform.isEmpty()) {
            throw new CatalogException(
                    "No llama.cpp is packed for this kind of machine. Build it and set %s."
                            .formatted(FOLDER_VARIABLE));
        }
        for (NativeBuild build : wanted(platform.get())) {
            Optional<LibraryFiles> files = LibraryFiles.in(cache.natives().resolve(build.folder()));
            if (files.isPresent()) {
                return new NativeChoice.Fetched(build, files.get(), cuda());
            }
        }
        return BundledLibrary.unpack(platform.get(), cache.natives())
                .orElseThrow(
                        () ->
                                new CatalogException(
                                        "There is no llama.cpp to load. Run `make natives`, or set"
                                                + " %s to a build.".formatted(FOLDER_VARIABLE)));
    }

    /**
     * Why no GPU backend could be loaded, by the name of what is missing. For the message that ends
     * a start with GPU layers asked for and none to be had.
     */
    public String whyNoGpu(NativeChoice choice) {
        return switch (choice) {
            case NativeChoice.Bundled bundled ->
                    bundled.describe() + " has no GPU backend. Run `make natives`.";
            case NativeChoice.Fetched fetched -> whyNoGpu(fetched.files(), fetched.cuda());
            case NativeChoice.UserFolder user -> whyNoGpu(user.files(), user.cuda());
        };
    }

    private String whyNoGpu(LibraryFiles files, CudaRuntime cuda) {
        if (!hasDriver()) {
            return "libcuda.so.1 is missing: this machine has no NVIDIA driver.";
        }
        if (!files.hasCuda()) {
            return "libggml-cuda.so is missing in %s: run `make natives`, which fetches the CUDA build"
                    .formatted(files.folder());
        }
        if (!cuda.missing().isEmpty()) {
            return ("%s missing. Install CUDA 13's run time, or unpack the Python packages"
                            + " nvidia-cuda-runtime and nvidia-cublas (13.x) into %s.")
                    .formatted(String.join(", ", cuda.missing()), cache.cuda());
        }
        return "Driver, CUDA backend and CUDA run time are all there, and ggml loaded none: the"
                + " driver may be too old for CUDA 13 (nvidia-smi says which it supports).";
    }

    private LibraryFiles bring(NativeBuild build, Path folder) {
        String title = "llama.cpp %s for %s".formatted(build.llamaCpp(), build.id());
        disk.require(cache.natives(), build.packedBytes() + build.unpackedBytes(), title);
        ByteCount size = new ByteCount(build.packedBytes());
        progress.say(
                "%s (%s, %s): %s, %s"
                        .formatted(title, build.spec(), build.license(), size, size.time()));
        Path work = Folders.makeEmpty(folder.resolveSibling(folder.getFileName() + ".part"));
        try {
            Path archive = fetcher.fetch(build, Folders.make(work.resolve("packed")));
            if (!build.hasDigest(Checksums.sha512(archive))) {
                throw new SourceFailure(
                        build.spec() + " has another sha512 than pinned; nothing was unpacked");
            }
            Path unpacked = Folders.make(work.resolve("unpacked"));
            unpack(archive, unpacked, build.unpackedBytes());
            if (LibraryFiles.in(unpacked).isEmpty()) {
                throw new SourceFailure(build.spec() + " holds no llama library");
            }
            // What is left there has no llama library, or it would have been used.
            Folders.delete(folder);
            Files.move(unpacked, folder, StandardCopyOption.ATOMIC_MOVE);
            return LibraryFiles.in(folder).orElseThrow();
        } catch (SourceFailure | IOException e) {
            throw new CatalogException(
                    ("%s could not be fetched: %s. Without it the old, slow library of the Maven"
                                    + " dependency serves; set %s to use a build of your own.")
                            .formatted(title, e.getMessage(), FOLDER_VARIABLE),
                    e);
        } finally {
            Folders.delete(work);
        }
    }

    /** Keeps libraries and licence, by their bare names. */
    private static void unpack(Path archive, Path folder, long limit) throws IOException {
        try (InputStream file = Files.newInputStream(archive);
                InputStream tar = new GZIPInputStream(file)) {
            TarReader reader = new TarReader(tar);
            long left = limit;
            for (Optional<TarReader.File> next = reader.next();
                    next.isPresent();
                    next = reader.next()) {
                left -= next.get().size();
                if (left < 0) {
                    throw new IOException("the archive is larger than pinned");
                }
                Path name = Path.of(next.get().name()).getFileName();
                if (name.toString().equals("LICENSE") || LibraryFiles.isWanted(name.toString())) {
                    Files.copy(next.get().content(), folder.resolve(name));
                }
            }
        }
    }

    private static LibraryFiles userFiles(Path folder) {
        return Stream.of(
                        folder,
                        folder.resolve("lib"),
                        folder.resolve("bin"),
                        folder.resolve("build/bin"))
                .map(LibraryFiles::in)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(
                        () ->
                                new CatalogException(
                                        ("%s is %s, and neither it nor its lib, bin or build/bin"
                                                        + " holds a llama library (libllama.so,"
                                                        + " libllama.dylib or llama.dll).")
                                                .formatted(FOLDER_VARIABLE, folder)));
    }

    private CudaRuntime cuda() {
        return CudaRuntime.find(root, cache, environment);
    }

    private boolean hasDriver() {
        return CudaRuntime.hasDriver(root, cache, environment);
    }
}
