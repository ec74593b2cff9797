package io.outrider.llama;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * What llama.cpp asks before each node of a pass's graph: whether to give the pass up. Once raised
 * it stays raised. Only the processor's backend asks; a pass on a GPU runs to its end.
 *
 * <p>Asking is one volatile read behind an upcall, from the thread that called {@code
 * llama_decode}. Measured with v0.5.0: about 500 times a pass in models of 24 to 30 layers, at most
 * 0.1 microseconds each, and no difference of pass times that shows among their spread.
 */
final class AbortFlag {
    private volatile boolean raised;

    void raise() {
        raised = true;
    }

    /** The function to put into a context's parameters; lives as long as the arena. */
    MemorySegment callback(Arena arena) {
        try {
            MethodHandle asked =
                    MethodHandles.lookup()
                            .findVirtual(
                                    AbortFlag.class,
                                    "asked",
                                    MethodType.methodType(boolean.class, MemorySegment.class))
                            .bindTo(this);
            return Linker.nativeLinker().upcallStub(asked, Symbols.ABORT_CALLBACK, arena);
        } catch (ReflectiveOperationException impossible) {
            throw new LlamaException("no abort callback", impossible);
        }
    }

    /** Called by native code: it must not throw, for that would end the JVM. */
    @SuppressWarnings("unused") // through the upcall stub
    private boolean asked(MemorySegment user) {
        return raised;
    }
}
