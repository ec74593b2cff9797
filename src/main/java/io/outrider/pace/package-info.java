/**
 * Decides how much each round drafts: what passes cost, and the plan of a shared pass that promises
 * most tokens per second without making anybody pay for others.
 *
 * <p>Pure: no clocks, no threads. What is mutable here belongs to the engine's rendezvous and is
 * used under its lock.
 */
@NullMarked
package io.outrider.pace;

import org.jspecify.annotations.NullMarked;
