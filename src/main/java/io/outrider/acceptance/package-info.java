/**
 * Which drafted tokens survive. A rule gets the draft, the target's distributions and a {@link
 * io.outrider.probability.Chance}, and says how many drafted tokens are accepted and which token
 * follows them.
 *
 * <p>Names follow the theory: p is the distribution a draft token was really drawn from, q the
 * target's after the request's whole sampler chain, gamma the number of drafted tokens. A lossless
 * rule makes every emitted token exactly q-distributed, whatever p is.
 *
 * <p>Rules hold no state and may be used by any thread; the chance belongs to the session's.
 */
@NullMarked
package io.outrider.acceptance;

import org.jspecify.annotations.NullMarked;
