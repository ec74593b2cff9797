package io.outrider.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** The functions of llama.cpp that are called, by their C names; one line each. */
final class Symbols {
    /** Room for any build's parameter struct, so that an unknown one cannot overrun its buffer. */
    static final GroupLayout OVERSIZED =
            MemoryLayout.structLayout(MemoryLayout.sequenceLayout(128, JAVA_LONG));

    /** {@code llama_batch}: count, tokens, embeddings, positions, id counts, ids, output flags. */
    static final GroupLayout BATCH =
            MemoryLayout.structLayout(
                    JAVA_INT,
                    MemoryLayout.paddingLayout(4),
                    ADDRESS,
                    ADDRESS,
                    ADDRESS,
                    ADDRESS,
                    ADDRESS,
                    ADDRESS);

    /** {@code void (int level, const char *text, void *user)}. */
    static final FunctionDescriptor LOG_CALLBACK =
            FunctionDescriptor.ofVoid(JAVA_INT, ADDRESS, ADDRESS);

    /** {@code bool (float progress, void *user)}. */
    static final FunctionDescriptor PROGRESS_CALLBACK =
            FunctionDescriptor.of(JAVA_BOOLEAN, JAVA_FLOAT, ADDRESS);

    /** {@code bool (void *user)}; true gives the pass up. */
    static final FunctionDescriptor ABORT_CALLBACK = FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS);

    private final SymbolLookup lookup;

    final MethodHandle modelDefaultParams;
    final MethodHandle contextDefaultParams;

    Symbols(SymbolLookup lookup) {
        this.lookup = lookup;
        this.modelDefaultParams =
                bind("llama_model_default_params", FunctionDescriptor.of(OVERSIZED));
        this.contextDefaultParams =
                bind("llama_context_default_params", FunctionDescriptor.of(OVERSIZED));
    }

    MethodHandle bind(String name, FunctionDescriptor descriptor) {
        return find(name, descriptor)
                .orElseThrow(
                        () ->
                                new LlamaException(
                                        "this llama.cpp build has no function "
                                                + name
                                                + "; use one of the builds in the README's support"
                                                + " table"));
    }

    Optional<MethodHandle> find(String name, FunctionDescriptor descriptor) {
        return lookup.find(name)
                .map(address -> Linker.nativeLinker().downcallHandle(address, descriptor));
    }

    static GroupLayout struct(int bytes) {
        return MemoryLayout.structLayout(MemoryLayout.sequenceLayout(bytes / 8, JAVA_LONG));
    }

    static RuntimeException unexpected(Throwable thrown) {
        if (thrown instanceof RuntimeException known) {
            return known;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        return new LlamaException("a native call failed", thrown);
    }

    static String string(MemorySegment pointer) {
        if (pointer.equals(MemorySegment.NULL)) {
            return "";
        }
        return pointer.reinterpret(Long.MAX_VALUE).getString(0);
    }
}
