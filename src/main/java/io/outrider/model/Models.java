package io.outrider.model;

/** What a decoding method sees of the machine: blocking, one session. */
public interface Models {

    /**
     * Opens a round. Every round asks for its budget first; the engine answers all sessions that
     * stand there together.
     */
    Budget budget(Proposal proposal);

    /** Token ids the target knows; every distribution ranges over them. */
    int vocabulary();

    /** The model whose law the output follows. */
    LanguageModel target();

    /** Whether there is a draft model for this session. */
    boolean canDraft();

    /** The draft model; a method may call this only when its {@code Needs} say so. */
    LanguageModel draft();
}
