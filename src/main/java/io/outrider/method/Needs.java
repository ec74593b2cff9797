package io.outrider.method;

/**
 * What a session needs at most.
 *
 * @param draftModel whether the draft model is asked
 * @param rows most target rows a round
 */
public record Needs(boolean draftModel, int rows) {}
