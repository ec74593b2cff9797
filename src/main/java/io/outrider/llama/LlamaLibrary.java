package io.outrider.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A llama.cpp build that was loaded into this process: its functions and the layout of its structs.
 *
 * <p>Libraries stay loaded until the process ends; loading the same files twice gives the same
 * build. Thread-safe.
 */
public final class LlamaLibrary {
    private final Symbols symbols;
    private final AbiProfile profile;
    private final MethodHandle modelLoad;
    private final MethodHandle modelFree;
    private final MethodHandle contextInit;
    private final MethodHandle contextFree;
    private final MethodHandle decode;
    private final MethodHandle logits;
    private final MethodHandle sequenceRemove;
    private final MethodHandle sequenceCopy;
    private final Optional<MethodHandle> memory;
    private final List<String> devices;
    private final String version;

    private LlamaLibrary(Symbols symbols, AbiProfile profile, List<String> devices) {
        this.symbols = symbols;
        this.profile = profile;
        this.devices = List.copyOf(devices);
        this.modelLoad =
                bind(
                        "llama_model_load_from_file",
                        FunctionDescriptor.of(
                                ADDRESS, ADDRESS, Symbols.struct(profile.model().size())));
        this.modelFree = bind("llama_model_free", FunctionDescriptor.ofVoid(ADDRESS));
        this.contextInit =
                bind(
                        "llama_init_from_model",
                        FunctionDescriptor.of(
                                ADDRESS, ADDRESS, Symbols.struct(profile.context().size())));
        this.contextFree = bind("llama_free", FunctionDescriptor.ofVoid(ADDRESS));
        this.decode = bind("llama_decode", FunctionDescriptor.of(JAVA_INT, ADDRESS, Symbols.BATCH));
        this.logits =
                bind("llama_get_logits_ith", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
        this.sequenceRemove =
                bind(
                        profile.memoryPrefix() + "seq_rm",
                        FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT));
        this.sequenceCopy =
                bind(
                        profile.memoryPrefix() + "seq_cp",
                        FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
        this.memory =
                profile == AbiProfile.MODERN
                        ? Optional.of(
                                bind("llama_get_memory", FunctionDescriptor.of(ADDRESS, ADDRESS)))
                        : Optional.empty();
        this.version =
                symbols.find("llama_version", FunctionDescriptor.of(ADDRESS))
                        .map(LlamaLibrary::text)
                        .filter(text -> !text.isBlank())
                        .orElse(profile.builds());
    }

    /**
     * Loads a build.
     *
     * @param libraries files in load order, the one with the {@code llama_*} functions last
     * @param backends folder to look for backend libraries in; empty when they are built in
     * @throws LlamaException when the files cannot be linked or the build is not a known one
     */
    public static LlamaLibrary load(List<Path> libraries, Optional<Path> backends) {
        SymbolLookup lookup = name -> Optional.empty();
        for (Path library : libraries) {
            lookup = link(library).or(lookup);
        }
        Symbols symbols = new Symbols(lookup);
        NativeLog.route(symbols);
        backends.ifPresent(folder -> loadBackends(symbols, folder));
        call(symbols.bind("llama_backend_init", FunctionDescriptor.ofVoid()));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment model =
                    (MemorySegment)
                            symbols.modelDefaultParams.invokeExact((SegmentAllocator) arena);
            MemorySegment context =
                    (MemorySegment)
                            symbols.contextDefaultParams.invokeExact((SegmentAllocator) arena);
            AbiProfile profile =
                    AbiProfile.of(model, context)
                            .orElseThrow(
                                    () ->
                                            new LlamaException(
                                                    "the llama.cpp build in "
                                                            + libraries.getLast()
                                                            + " has parameter structs that are not"
                                                            + " known here (known: "
                                                            + known()
                                                            + "); use one of those builds"));
            return new LlamaLibrary(symbols, profile, devices(symbols));
        } catch (Throwable thrown) {
            throw Symbols.unexpected(thrown);
        }
    }

    private static SymbolLookup link(Path library) {
        try {
            return SymbolLookup.libraryLookup(library, Arena.global());
        } catch (IllegalArgumentException unlinkable) {
            throw new LlamaException(
                    "cannot load "
                            + library
                            + ": "
                            + unlinkable.getMessage()
                            + " (glibc 2.34 or newer is needed on Linux)",
                    unlinkable);
        }
    }

    private static String known() {
        List<String> builds = new ArrayList<>();
        for (AbiProfile profile : AbiProfile.values()) {
            builds.add(profile.builds());
        }
        return String.join(", ", builds);
    }

    private static void loadBackends(Symbols symbols, Path folder) {
        Optional<MethodHandle> loader =
                symbols.find("ggml_backend_load_all_from_path", FunctionDescriptor.ofVoid(ADDRESS));
        if (loader.isEmpty()) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            loader.get().invokeExact(arena.allocateFrom(folder.toString()));
        } catch (Throwable thrown) {
            throw Symbols.unexpected(thrown);
        }
    }

    private static List<String> devices(Symbols symbols) {
        Optional<MethodHandle> count =
                symbols.find("ggml_backend_dev_count", FunctionDescriptor.of(JAVA_LONG));
        Optional<MethodHandle> get =
                symbols.find("ggml_backend_dev_get", FunctionDescriptor.of(ADDRESS, JAVA_LONG));
        Optional<MethodHandle> name =
                symbols.find("ggml_backend_dev_name", FunctionDescriptor.of(ADDRESS, ADDRESS));
        Optional<MethodHandle> about =
                symbols.find(
                        "ggml_backend_dev_description", FunctionDescriptor.of(ADDRESS, ADDRESS));
        List<String> found = new ArrayList<>();
        if (count.isEmpty() || get.isEmpty() || name.isEmpty() || about.isEmpty()) {
            return found;
        }
        try {
            long devices = (long) count.get().invokeExact();
            for (long i = 0; i < devices; i++) {
                MemorySegment device = (MemorySegment) get.get().invokeExact(i);
                MemorySegment label = (MemorySegment) name.get().invokeExact(device);
                MemorySegment text = (MemorySegment) about.get().invokeExact(device);
                found.add(Symbols.string(label) + " (" + Symbols.string(text).strip() + ")");
            }
            return found;
        } catch (Throwable thrown) {
            throw Symbols.unexpected(thrown);
        }
    }

    private static String text(MethodHandle getter) {
        try {
            return Symbols.string((MemorySegment) getter.invokeExact());
        } catch (Throwable thrown) {
            throw Symbols.unexpected(thrown);
        }
    }

    private static void call(MethodHandle handle) {
        try {
            handle.invokeExact();
        } catch (Throwable thrown) {
            throw Symbols.unexpected(thrown);
        }
    }

    /** The build's own name for itself, or the range of builds it belongs to. */
    public String version() {
        return version;
    }

    /** Compute devices that llama.cpp found, as {@code name (description)}. */
    public List<String> devices() {
        return devices;
    }

    /** Whether a device other than the processor was found. */
    public boolean hasGpu() {
        return devices.stream()
                .anyMatch(each -> !each.startsWith("CPU") && !each.startsWith("BLAS"));
    }

    AbiProfile profile() {
        return profile;
    }

    MethodHandle bind(String name, FunctionDescriptor descriptor) {
        return symbols.bind(name, descriptor);
    }

    Optional<MethodHandle> find(String name, FunctionDescriptor descriptor) {
        return symbols.find(name, descriptor);
    }

    MemorySegment modelDefaults(Arena arena) {
        return defaults(symbols.modelDefaultParams, arena, profile.model().size());
    }

    MemorySegment contextDefaults(Arena arena) {
        return defaults(symbols.contextDefaultParams, arena, profile.context().size());
    }

    private static MemorySegment defaults(MethodHandle getter, Arena arena, int size) {
        try {
            MemorySegment all = (MemorySegment) getter.invokeExact((SegmentAllocator) arena);
            return all.asSlice(0, size);
        } catch (Throwable thrown) {
            throw Symbols.unexpected(thrown);
        }
    }

    MemorySegment loadModel(MemorySegment path, MemorySegment params) {
        try {
            return (MemorySegment) modelLoad.invokeExact(path, params);
        } catch (Throwable thrown) {
            throw Symbols.unexpected(thrown);
        }
    }

    void freeModel(MemorySegment model) {
        try {
            modelFree.invokeExact(model);
        } catch (Throwable thrown) {
            throw Symbols.unexpected(thrown);
        }
    }

    MemorySegment newContext(MemorySegment model, MemorySegment params) {
        try {
            return (MemorySegment) contextInit.invokeExact(model, params);
        } catch (Throwable thrown) {
            throw Symbols.unexpected(thrown);
        }
    }

    void freeContext(MemorySegment context) {
        try {
            contextFree.invokeExact(context);
        } catch (Throwable thrown) {
            throw Symbols.unexpected(thrown);
        }
    }

    /** What the cache functions take: the context's memory, or the context itself. */
    MemorySegment memoryOf(MemorySegment context) {
        if (memory.isEmpty()) {
            return context;
        }
        try {
            return (MemorySegment) memory.get().invokeExact(context);
        } catch (Throwable thrown) {
            throw Symbols.unexpected(thrown);
        }
    }

    int decode(MemorySegment context, MemorySegment batch) {
        try {
            return (int) decode.invokeExact(context, batch);
        } catch (Throwable thrown) {
            throw Symbols.unexpected(thrown);
        }
    }

    MemorySegment logits(MemorySegment context, int row) {
        try {
            return (MemorySegment) logits.invokeExact(context, row);
        } catch (Throwable thrown) {
            throw Symbols.unexpected(thrown);
        }
    }

    boolean removeFrom(MemorySegment memory, int sequence, int from) {
        try {
            return (boolean) sequenceRemove.invokeExact(memory, sequence, from, -1);
        } catch (Throwable thrown) {
            throw Symbols.unexpected(thrown);
        }
    }

    void copy(MemorySegment memory, int source, int target, int from, int to) {
        try {
            sequenceCopy.invokeExact(memory, source, target, from, to);
        } catch (Throwable thrown) {
            throw Symbols.unexpected(thrown);
        }
    }

    static void put(MemorySegment params, int offset, int value) {
        if (offset >= 0) {
            params.set(JAVA_INT, offset, value);
        }
    }

    static void putFlag(MemorySegment params, int offset, boolean value) {
        if (offset >= 0) {
            params.set(JAVA_BYTE, offset, (byte) (value ? 1 : 0));
        }
    }
}
