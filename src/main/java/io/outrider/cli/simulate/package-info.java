/**
 * A simulator of the draft-length control, part of {@code cli}: the real {@code pace} and the real
 * record of drafts on made-up or measured pass times and made-up acceptance, against the best fixed
 * draft lengths found by trying all. No model, no clock and no thread; the same seed gives the same
 * table.
 */
@NullMarked
package io.outrider.cli.simulate;

import org.jspecify.annotations.NullMarked;
