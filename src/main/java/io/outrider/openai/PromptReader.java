package io.outrider.openai;

import io.outrider.engine.ModelCard;
import io.outrider.generation.Prompt;
import java.util.ArrayList;
import java.util.List;

/** Reads the prompt of a text completion: a string, token ids, or a list with one of them. */
final class PromptReader {
    private static final String FIELD = "prompt";

    private PromptReader() {}

    static Prompt read(Fields fields, ModelCard card) {
        Json prompt = fields.take(FIELD).orElseThrow(() -> Unacceptable.missing(FIELD));
        if (prompt instanceof Json.Items list && holdsPrompts(list)) {
            if (list.values().size() > 1) {
                throw Unacceptable.field(
                        "unsupported_parameter",
                        FIELD,
                        "several prompts in one request are not supported; send one request each");
            }
            return one(list.values().getFirst(), card);
        }
        return one(prompt, card);
    }

    private static boolean holdsPrompts(Json.Items list) {
        return !list.values().isEmpty() && !(list.values().getFirst() instanceof Json.Numeral);
    }

    private static Prompt one(Json prompt, ModelCard card) {
        if (prompt instanceof Json.Text text) {
            if (text.value().isEmpty()) {
                throw empty();
            }
            return new Prompt.Text(text.value());
        }
        if (prompt instanceof Json.Items list && !holdsPrompts(list)) {
            return tokens(list.values(), card);
        }
        throw Unacceptable.field(
                "invalid_type",
                FIELD,
                "'prompt' must be a string or an array of token ids, not " + prompt.kind());
    }

    private static Prompt tokens(List<Json> given, ModelCard card) {
        if (given.isEmpty()) {
            throw empty();
        }
        List<Integer> ids = new ArrayList<>(given.size());
        for (int i = 0; i < given.size(); i++) {
            ids.add(Fields.asInt("prompt[" + i + "]", given.get(i), 0, card.vocabulary() - 1));
        }
        return new Prompt.Tokens(ids);
    }

    private static Unacceptable empty() {
        return Unacceptable.value(FIELD, "'prompt' must not be empty");
    }
}
