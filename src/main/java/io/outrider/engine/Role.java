package io.outrider.engine;

/** Which of the pair a pass belongs to. */
public enum Role {
    DRAFT,
    TARGET
}
