/**
 * Admission, sessions and batching.
 *
 * <p>One platform thread, the engine thread, owns every forward pass. Sessions are virtual threads
 * that run a decoding method as straight-line code and park in the {@link
 * io.outrider.engine.Rendezvous} whenever they need rows of a model; when nobody computes any more,
 * the engine thread serves all who wait with one pass. What another session holds of a prompt
 * already is shared by {@link io.outrider.engine.PrefixCache}, on the engine thread too, and needs
 * no rows. The door, {@link io.outrider.engine.EngineDoor}, takes and gives records only. {@link
 * io.outrider.engine.Engine} is the life of it all, {@link io.outrider.engine.Scheduler} decides
 * who runs, and {@link io.outrider.engine.PassLoop} is what the engine thread does.
 *
 * <p>The rendezvous is longer than other files, and so are its tests: all that one lock guards, and
 * every guarantee given under it, stands in one place.
 */
@NullMarked
package io.outrider.engine;

import org.jspecify.annotations.NullMarked;
