package io.outrider.acceptance;

/** Where an emitted token comes from. */
public enum Origin {
    /** Drafted and accepted. */
    DRAFTED,
    /** Drawn by the target in place of a rejected token. */
    CORRECTED,
    /** Drawn by the target after a draft that was accepted as a whole. */
    BONUS,
    /** Drawn by the target without a draft. */
    PLAIN,
    /** Put there by the method itself, such as a cue. */
    INJECTED
}
