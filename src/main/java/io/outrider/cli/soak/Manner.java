package io.outrider.cli.soak;

import java.time.Duration;

/** How a client behaves once its request is sent. */
sealed interface Manner {

    /** Reads to the end. */
    record Reads() implements Manner {}

    /** Reads to the end, but pauses every few events, within the server's reader time-out. */
    record Dawdles(int events, Duration pause) implements Manner {}

    /** Stops reading after some events for longer than the reader time-out; then looks again. */
    record Stalls(int events, Duration pause) implements Manner {}

    /** Closes the socket after some events. */
    record Leaves(int events) implements Manner {}

    /** Closes the socket after a while, having read nothing: queued, in its prompt or later. */
    record Vanishes(Duration after) implements Manner {}

    /** Sent a request that must be refused. */
    record Errs() implements Manner {}
}
