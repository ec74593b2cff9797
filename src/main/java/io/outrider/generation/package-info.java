/**
 * The words of the domain: what is asked of the server and what it answers.
 *
 * <p>Everything here is a value, valid by construction, free of threads and of any wire format.
 * Whoever holds one of these records need not check it again.
 */
@NullMarked
package io.outrider.generation;

import org.jspecify.annotations.NullMarked;
