package io.outrider.method;

/**
 * What a session needs at most.
 *
 * @param draft whether the draft model is asked
 * @param rows most target rows a round
 */
public record Needs(Draft draft, int rows) {

    /** What a method does with a draft model. */
    public enum Draft {
        /** Never asks it. */
        UNUSED,
        /** Uses it where there is one. */
        WELCOME,
        /** Cannot run without it. */
        REQUIRED
    }
}
