package io.outrider.generation;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * One choice to be generated.
 *
 * @param id names the request in logs; already bounded and cleaned
 * @param prompt what to continue
 * @param sampling how tokens are drawn
 * @param limits where to end
 * @param speculation which decoding method, and its settings
 * @param seed of the session's random stream; empty lets the engine choose one
 * @param owner whose prefixes the session reuses and adds to; empty reuses and leaves nothing
 */
public record GenerationRequest(
        String id,
        Prompt prompt,
        Sampling sampling,
        Limits limits,
        Speculation speculation,
        OptionalLong seed,
        Optional<Owner> owner) {}
