/**
 * The GGUF file format: read, checked and written.
 *
 * <p>The one job is that no model file reaches native code unexamined: llama.cpp answers some bad
 * headers with an assertion that ends the process, so {@link io.outrider.gguf.Preflight} looks
 * first and turns each of them into a {@link io.outrider.gguf.GgufException} of one clear line.
 * Only headers are read, never tensor data; every length, count and offset is measured against the
 * file before anything is allocated.
 *
 * <p>Sees only the JDK. Values are immutable and may be shared between threads; readers and writers
 * block on the disk and belong to whoever called them.
 *
 * <p>Source of the format: docs/gguf.md of the ggml project, and gguf.cpp of llama.cpp v0.5.0 where
 * the reader there is stricter than the text.
 */
@NullMarked
package io.outrider.gguf;

import org.jspecify.annotations.NullMarked;
