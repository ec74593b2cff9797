/**
 * What tests of several packages share: models that are tables, and small real ones, made on the
 * spot.
 *
 * <p>{@link io.outrider.testing.TinyPair} writes the real ones; nothing here is downloaded, and the
 * same seed gives the same bytes on every machine.
 */
@NullMarked
package io.outrider.testing;

import org.jspecify.annotations.NullMarked;
