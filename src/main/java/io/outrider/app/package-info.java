/**
 * Wiring: settings, the beans that hold the parts together, health and metrics.
 *
 * <p>Nothing here decides anything about decoding; it reads configuration, builds the engine with
 * what it asks for, and shows what it does.
 */
@NullMarked
package io.outrider.app;

import org.jspecify.annotations.NullMarked;
