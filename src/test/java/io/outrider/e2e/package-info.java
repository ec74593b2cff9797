/**
 * The packaged server as a child process, with real models and real clients. Tagged {@code e2e} and
 * {@code real}: {@code make e2e} runs them, {@code make test} does not.
 */
@NullMarked
package io.outrider.e2e;

import org.jspecify.annotations.NullMarked;
