package io.outrider.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.DoubleConsumer;

/**
 * The weights of one GGUF file, loaded. They are freed when it and all that was made from it are
 * closed, in whichever order; closing twice is harmless. Thread-safe.
 */
public final class LlamaModel implements AutoCloseable {
    private final LlamaLibrary library;
    private final MemorySegment vocabulary;
    private final int tokens;
    private final MemorySegment model;
    private boolean closed;
    private int holders;

    private LlamaModel(LlamaLibrary library, MemorySegment model) {
        this.library = library;
        this.model = model;
        this.vocabulary = pointer("llama_model_get_vocab", model);
        this.tokens = number("llama_vocab_n_tokens", vocabulary);
    }

    /**
     * Loads weights; the file must have passed its preflight.
     *
     * @param gpuLayers layers to keep on a GPU, 0 for none
     * @param progress told the share done, 0 to 1
     * @throws LlamaException when llama.cpp refuses the file
     */
    public static LlamaModel load(
            LlamaLibrary library, Path file, int gpuLayers, DoubleConsumer progress) {
        if (gpuLayers < 0 || gpuLayers > 10_000) {
            throw new LlamaException("gpu layers is between 0 and 10000, not " + gpuLayers);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment params = library.modelDefaults(arena);
            AbiProfile.ModelFields fields = library.profile().model();
            LlamaLibrary.put(params, fields.gpuLayers(), gpuLayers);
            params.set(ADDRESS, fields.progressCallback(), progressStub(progress, arena));
            MemorySegment model = library.loadModel(arena.allocateFrom(file.toString()), params);
            if (model.equals(MemorySegment.NULL)) {
                throw new LlamaException(
                        "llama.cpp could not load "
                                + file
                                + "; its log above says why (too little memory, or an architecture"
                                + " this build does not know)");
            }
            return new LlamaModel(library, model);
        }
    }

    private static MemorySegment progressStub(DoubleConsumer progress, Arena arena) {
        try {
            MethodHandle target =
                    MethodHandles.lookup()
                            .findStatic(
                                    LlamaModel.class,
                                    "progressed",
                                    MethodType.methodType(
                                            boolean.class,
                                            DoubleConsumer.class,
                                            float.class,
                                            MemorySegment.class))
                            .bindTo(progress);
            return Linker.nativeLinker().upcallStub(target, Symbols.PROGRESS_CALLBACK, arena);
        } catch (ReflectiveOperationException impossible) {
            throw new LlamaException("no progress callback", impossible);
        }
    }

    /** Called by native code: it must not throw, for that would end the JVM. */
    @SuppressWarnings("unused") // through the upcall stub
    private static boolean progressed(DoubleConsumer progress, float share, MemorySegment user) {
        try {
            progress.accept(share);
        } catch (CancellationException stopped) {
            return false;
        } catch (RuntimeException ignored) {
            return true; // progress is for people; loading goes on without it
        }
        return true;
    }

    /** Token ids there are, padding included. */
    public int vocabularySize() {
        return tokens;
    }

    /** Layers of the network. */
    public int layers() {
        return number("llama_model_n_layer", open());
    }

    /** Whether the architecture keeps a running state that cannot be cut back. */
    public boolean isRecurrent() {
        return flag("llama_model_is_recurrent") || flag("llama_model_is_hybrid");
    }

    LlamaLibrary library() {
        return library;
    }

    MemorySegment vocabulary() {
        open();
        return vocabulary;
    }

    synchronized MemorySegment open() {
        if (closed) {
            throw new LlamaException("the model was closed");
        }
        return model;
    }

    /** Keeps the weights until {@link #release()}, for native code does not. */
    synchronized MemorySegment hold() {
        MemorySegment held = open();
        holders++;
        return held;
    }

    synchronized void release() {
        holders--;
        freeUnheld();
    }

    private void freeUnheld() {
        if (closed && holders == 0) {
            library.freeModel(model);
        }
    }

    /**
     * Numbers in an attention head's key; where the file says nothing, heads share the hidden size.
     */
    int headSize() {
        return meta("general.architecture")
                .flatMap(name -> meta(name + ".attention.key_length"))
                .map(Integer::parseInt)
                .orElseGet(
                        () ->
                                number("llama_model_n_embd", open())
                                        / Math.max(1, number("llama_model_n_head", open())));
    }

    private Optional<String> meta(String key) {
        MethodHandle value =
                library.bind(
                        "llama_model_meta_val_str",
                        FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));
        try (Arena arena = Arena.ofConfined()) {
            long room = 128;
            MemorySegment text = arena.allocate(room);
            int length = (int) value.invokeExact(open(), arena.allocateFrom(key), text, room);
            return length < 0 ? Optional.empty() : Optional.of(text.getString(0));
        } catch (Throwable thrown) {
            throw Symbols.unexpected(thrown);
        }
    }

    private boolean flag(String function) {
        return library.find(function, FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS))
                .map(
                        handle -> {
                            try {
                                return (boolean) handle.invokeExact(open());
                            } catch (Throwable thrown) {
                                throw Symbols.unexpected(thrown);
                            }
                        })
                .orElse(false);
    }

    private MemorySegment pointer(String function, MemorySegment of) {
        try {
            return (MemorySegment)
                    library.bind(function, FunctionDescriptor.of(ADDRESS, ADDRESS)).invokeExact(of);
        } catch (Throwable thrown) {
            throw Symbols.unexpected(thrown);
        }
    }

    private int number(String function, MemorySegment of) {
        try {
            return (int)
                    library.bind(function, FunctionDescriptor.of(JAVA_INT, ADDRESS))
                            .invokeExact(of);
        } catch (Throwable thrown) {
            throw Symbols.unexpected(thrown);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            freeUnheld();
        }
    }
}
