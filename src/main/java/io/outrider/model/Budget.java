package io.outrider.model;

/**
 * What a round may use.
 *
 * @param depth tokens it may draft: what was proposed, cut to what the session may still emit
 */
public record Budget(int depth) {}
