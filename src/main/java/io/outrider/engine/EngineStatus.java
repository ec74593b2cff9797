package io.outrider.engine;

/** What the engine is doing now. */
public sealed interface EngineStatus {

    /**
     * @param what being done, for people
     * @param progress share done, 0 to 1
     */
    record Loading(String what, double progress) implements EngineStatus {}

    record Ready(ModelCard model) implements EngineStatus {}

    /** Finishes what runs, takes nothing new. */
    record Draining() implements EngineStatus {}

    /**
     * @param why and what to do about it
     */
    record Broken(String why) implements EngineStatus {}
}
