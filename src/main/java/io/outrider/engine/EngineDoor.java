package io.outrider.engine;

import io.outrider.generation.GenerationEvent;
import io.outrider.generation.GenerationRequest;
import java.util.Optional;
import java.util.function.Consumer;

/** The engine as everybody outside sees it: records in, records out, safe from any thread. */
public interface EngineDoor {

    /**
     * Checks, tokenizes and queues a request. Blocks while tokenizing, so call it on a virtual
     * thread; never blocks for room.
     *
     * @param sink told everything that happens to an admitted request, in order, from one thread at
     *     a time; must not block
     */
    Admission submit(GenerationRequest request, Consumer<GenerationEvent> sink);

    /** What the engine is doing now. */
    EngineStatus status();

    /** What passes cost and how rounds are planned; empty until the model is loaded. */
    Optional<PaceReport> pace();

    /** Why the engine seems to be stuck, for people; empty while it moves or has nothing to do. */
    Optional<String> stall();
}
