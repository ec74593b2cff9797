/**
 * Distributions over token ids and nothing else: how a row of logits becomes one ({@link
 * io.outrider.probability.Warp}), what is left of one when another was subtracted ({@link
 * io.outrider.probability.Residual}), how far two are apart ({@link
 * io.outrider.probability.Divergence}), and how one is drawn from ({@link
 * io.outrider.probability.Chance}).
 *
 * <p>Sees only the JDK. Everything but {@link io.outrider.probability.SeededChance} is immutable
 * and may be used by any thread; a chance belongs to one session's thread. Rows of logits are read
 * in place and never kept: whoever lends one may take it back as soon as a call returns.
 */
@NullMarked
package io.outrider.probability;

import org.jspecify.annotations.NullMarked;
