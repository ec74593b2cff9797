/**
 * A soak: many badly behaved clients against the packaged server, and a verdict. {@link
 * io.outrider.cli.soak.Soak} is the command; one virtual thread a client, one platform thread that
 * watches; what counts and judges is pure.
 */
@NullMarked
package io.outrider.cli.soak;

import org.jspecify.annotations.NullMarked;
