package io.outrider.text.jinja;

/**
 * A stretch of rendered text of one origin.
 *
 * @param fromUser whether any of it may have come from a user's value
 */
public record Run(String text, boolean fromUser) {}
