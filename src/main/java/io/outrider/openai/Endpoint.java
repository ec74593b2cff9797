package io.outrider.openai;

import io.outrider.engine.ModelCard;
import io.outrider.generation.FinishReason;
import io.outrider.generation.Prompt;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** What differs between the two completion routes: where the prompt stands, how answers look. */
sealed interface Endpoint permits ChatEndpoint, TextEndpoint {

    String path();

    /** What the ids of this route's answers begin with. */
    String idPrefix();

    /**
     * @param unknown told the full names of members inside the prompt that nobody knows
     */
    Prompt prompt(Fields fields, ModelCard card, Consumer<String> unknown);

    /** The {@code object} of an answer that is not streamed. */
    String documentKind();

    /** The {@code object} of a chunk. */
    String chunkKind();

    /** The choice of an answer that is not streamed. */
    Wire.Choice whole(String text, FinishReason reason);

    /** The choice of the chunk that comes before all text, if this route has one. */
    Optional<Wire.Choice> opening();

    /** The choice of a chunk that brings text. */
    Wire.Choice delta(String text);

    /** The choice of the chunk that says why it ended. */
    Wire.Choice closing(FinishReason reason);

    static String word(FinishReason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    /** All routes. */
    static List<Endpoint> all() {
        return List.of(new ChatEndpoint(), new TextEndpoint());
    }
}
