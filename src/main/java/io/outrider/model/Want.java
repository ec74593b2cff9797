package io.outrider.model;

/** What a method wants to know about the token after a node. */
public sealed interface Want {

    int node();

    /** The most likely token after bias and penalties; the temperature-0 question. */
    record ArgMax(int node) implements Want {}

    /** The distribution this request's whole sampler chain draws the next token from. */
    record Sampled(int node) implements Want {}
}
