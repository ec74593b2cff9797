package io.outrider.openai;

import io.outrider.generation.GenerationRequest;
import java.util.List;

/**
 * A request body that has been read and found valid.
 *
 * @param request for the engine
 * @param model the name that was asked for, which the answer repeats
 * @param delivery how the answer is sent
 * @param metrics whether the answer tells what speculation did
 * @param ignored fields nobody knows, as they were written
 */
record Order(
        GenerationRequest request,
        String model,
        Delivery delivery,
        boolean metrics,
        List<String> ignored) {

    Order {
        ignored = List.copyOf(ignored);
    }
}
