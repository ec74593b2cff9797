package io.outrider.openai;

import io.outrider.engine.ModelCard;
import io.outrider.generation.FinishReason;
import io.outrider.generation.Prompt;
import java.util.Optional;
import java.util.function.Consumer;

/** {@code POST /v1/completions}. */
final class TextEndpoint implements Endpoint {
    private static final String KIND = "text_completion";

    @Override
    public String path() {
        return "/v1/completions";
    }

    @Override
    public String idPrefix() {
        return "cmpl-";
    }

    @Override
    public Prompt prompt(Fields fields, ModelCard card, Consumer<String> unknown) {
        return PromptReader.read(fields, card);
    }

    @Override
    public String documentKind() {
        return KIND;
    }

    @Override
    public String chunkKind() {
        return KIND;
    }

    @Override
    public Wire.Choice whole(String text, FinishReason reason) {
        return new Wire.TextChoice(0, text, null, Endpoint.word(reason));
    }

    @Override
    public Optional<Wire.Choice> opening() {
        return Optional.empty();
    }

    @Override
    public Wire.Choice delta(String text) {
        return new Wire.TextChoice(0, text, null, null);
    }

    @Override
    public Wire.Choice closing(FinishReason reason) {
        return new Wire.TextChoice(0, "", null, Endpoint.word(reason));
    }
}
