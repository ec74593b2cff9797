package io.outrider.method;

/** What a method promises about the law of its output. */
public enum Guarantee {
    /** Exactly the target's law through the same sampler chain. */
    LOSSLESS,
    /** A stated approximation; opt-in and labelled. */
    APPROXIMATE
}
