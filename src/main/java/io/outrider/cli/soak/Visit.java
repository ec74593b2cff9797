package io.outrider.cli.soak;

/**
 * One request to make, and how its client behaves.
 *
 * @param path of the route
 * @param body JSON, or nearly
 */
record Visit(String path, String body, Manner manner) {}
