package io.outrider.generation;

/**
 * What happens to an admitted request, in order: {@code Started}, any number of {@code Delta}, then
 * exactly one of {@code Finished} and {@code Failed}. A cancelled request ends without an event.
 */
public sealed interface GenerationEvent {

    /** The session left the queue and its first tokens are being computed. */
    record Started(int promptTokens, String method, boolean lossless) implements GenerationEvent {}

    /** Text to append, whole characters only, never empty. */
    record Delta(String text) implements GenerationEvent {}

    record Finished(FinishReason reason, Usage usage, SpeculationReport speculation)
            implements GenerationEvent {}

    /**
     * The engine could not go on.
     *
     * @param code stable, for the error body, the metric label and the docs
     * @param message says what happened, without internals
     */
    record Failed(String code, String message) implements GenerationEvent {}
}
