/**
 * Distributions over token ids and nothing else: how a row of logits becomes one ({@link
 * io.outrider.probability.Warp}), what is left of one when another was subtracted ({@link
 * io.outrider.probability.Residual}), how far two are apart ({@link
 * io.outrider.probability.Divergence}), and how one is drawn from ({@link
 * io.outrider.probability.Chance}).
 *
 * <p>Sees only the JDK. Everything but {@link io.outrider.probability.SeededChance} is immutable
 * and may be used by any thread; a chance belongs to one session's thread. Rows of logits are read
 * in place: a distribution without truncation reads its row again whenever it is asked, so it lives
 * no longer than the row, which is as long as the round that asked for it.
 */
@NullMarked
package io.outrider.probability;

import org.jspecify.annotations.NullMarked;
