/**
 * One file per decoding method, each readable like its paper, and the literal map {@link
 * io.outrider.method.Methods}.
 *
 * <p>A method is straight-line code on its session's virtual thread; it blocks only inside {@link
 * io.outrider.model.Models} and knows nothing of batches, caches or the wire.
 */
@NullMarked
package io.outrider.method;

import org.jspecify.annotations.NullMarked;
