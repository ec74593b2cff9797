/**
 * The wire: OpenAI's JSON in, JSON and server-sent events out.
 *
 * <p>A request body is read on its connection's event loop, turned into a {@link
 * io.outrider.generation.GenerationRequest} on a virtual thread, and answered by an {@code Outlet},
 * which belongs to that event loop alone: whoever has something to send hands it over and returns,
 * so that no sink ever blocks. Every error, whoever made it, leaves as {@code
 * {"error":{"message","type","param","code"}}}. The HTTP layer is Vert.x without JAX-RS, because
 * only the bare response says at once when a client is gone and how much it has not taken yet.
 */
@NullMarked
package io.outrider.openai;

import org.jspecify.annotations.NullMarked;
