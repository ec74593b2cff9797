package io.outrider.openai;

import io.outrider.engine.ModelCard;
import io.outrider.generation.FinishReason;
import io.outrider.generation.Prompt;
import java.util.Optional;
import java.util.function.Consumer;

/** {@code POST /v1/chat/completions}. */
final class ChatEndpoint implements Endpoint {
    private static final String ROLE = "assistant";

    @Override
    public String path() {
        return "/v1/chat/completions";
    }

    @Override
    public String idPrefix() {
        return "chatcmpl-";
    }

    @Override
    public Prompt prompt(Fields fields, ModelCard card, Consumer<String> unknown) {
        return new MessagesReader(unknown).read(fields);
    }

    @Override
    public String documentKind() {
        return "chat.completion";
    }

    @Override
    public String chunkKind() {
        return "chat.completion.chunk";
    }

    @Override
    public Wire.Choice whole(String text, FinishReason reason) {
        return new Wire.ChatChoice(
                0, new Wire.Message(ROLE, text, null), null, Endpoint.word(reason));
    }

    @Override
    public Optional<Wire.Choice> opening() {
        return Optional.of(piece(new Wire.Piece(ROLE, "")));
    }

    @Override
    public Wire.Choice delta(String text) {
        return piece(new Wire.Piece(null, text));
    }

    @Override
    public Wire.Choice closing(FinishReason reason) {
        return new Wire.ChatPiece(0, new Wire.Piece(null, null), null, Endpoint.word(reason));
    }

    private static Wire.Choice piece(Wire.Piece piece) {
        return new Wire.ChatPiece(0, piece, null, null);
    }
}
