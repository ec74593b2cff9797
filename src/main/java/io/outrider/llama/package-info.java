/**
 * llama.cpp through the Foreign Function API: the only package that links or allocates native
 * memory.
 *
 * <p>A failed native assertion ends the JVM, so every number is checked here before a call, and no
 * model file is opened before its preflight passed. A {@link io.outrider.llama.LlamaContext}
 * belongs to the thread that made it; models and the tokenizer may be used from any thread.
 */
@NullMarked
package io.outrider.llama;

import org.jspecify.annotations.NullMarked;
