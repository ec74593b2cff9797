/**
 * Which models and native libraries there are, and how they get onto this disk.
 *
 * <p>{@link io.outrider.catalog.Catalog} reads the pins in {@code config/}; {@link
 * io.outrider.catalog.Puller} brings models, {@link io.outrider.catalog.NativeLibraries} brings
 * llama.cpp, and both end with a checked file in the {@link io.outrider.catalog.CacheFolder} or
 * with a {@link io.outrider.catalog.CatalogException} that says what to do. Nothing that is
 * downloaded is ever executed here. Everything blocks and belongs on the start-up thread or a
 * command's thread, never on an engine or session thread; two processes that want the same file
 * wait for each other.
 */
@NullMarked
package io.outrider.catalog;

import org.jspecify.annotations.NullMarked;
