package io.outrider.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Routes llama.cpp's log into the Java log, category {@code llama.cpp}, line by line. */
final class NativeLog {
    private static final System.Logger LOG = System.getLogger("llama.cpp");
    private static final StringBuilder LINE = new StringBuilder();
    private static int lineLevel;

    private NativeLog() {}

    static void route(Symbols symbols) {
        try {
            MethodHandle target =
                    MethodHandles.lookup()
                            .findStatic(
                                    NativeLog.class,
                                    "accept",
                                    MethodType.methodType(
                                            void.class,
                                            int.class,
                                            MemorySegment.class,
                                            MemorySegment.class));
            // Native threads may log until the process ends, so the stub is never freed.
            MemorySegment stub =
                    Linker.nativeLinker().upcallStub(target, Symbols.LOG_CALLBACK, Arena.global());
            symbols.bind("llama_log_set", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS))
                    .invokeExact(stub, MemorySegment.NULL);
        } catch (Throwable thrown) {
            throw Symbols.unexpected(thrown);
        }
    }

    /** Called by native code: it must not throw, for that would end the JVM. */
    @SuppressWarnings("unused") // through the upcall stub
    private static synchronized void accept(int level, MemorySegment text, MemorySegment user) {
        try {
            int continued = 5;
            if (level != continued) {
                lineLevel = level;
            }
            LINE.append(Symbols.string(text));
            int end = LINE.indexOf("\n");
            while (end >= 0) {
                LOG.log(severity(lineLevel), "{0}", LINE.substring(0, end));
                LINE.delete(0, end + 1);
                end = LINE.indexOf("\n");
            }
        } catch (RuntimeException unloggable) {
            LINE.setLength(0);
        }
    }

    private static System.Logger.Level severity(int level) {
        return switch (level) {
            case 1 -> System.Logger.Level.DEBUG;
            case 2 -> System.Logger.Level.INFO;
            case 3 -> System.Logger.Level.WARNING;
            case 4 -> System.Logger.Level.ERROR;
            default -> System.Logger.Level.DEBUG;
        };
    }
}
