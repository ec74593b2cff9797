package io.outrider.gguf;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The tokenizer's lists: there, of equal length, without a token that is there twice, and with a
 * token for every byte where the tokenizer falls back to bytes. Each of these ended the process
 * when a model broke it (llama.cpp v0.5.0, tried in child processes).
 */
final class Vocabulary {
    private static final String TOKENS = "tokenizer.ggml.tokens";
    private static final int MOST_TOKENS = 1 << 22;
    private static final int LAST_TOKEN_TYPE = 6;

    /** None at all, and word pieces, which only encoders have. */
    private static final Set<String> NOT_FOR_TEXT = Set.of("", "none", "no_vocab", "bert");

    private static final String DO = "; the file is damaged or badly converted: get another one";

    private Vocabulary() {}

    static void check(GgufFile file) {
        List<String> tokens =
                file.strings(TOKENS)
                        .orElseThrow(
                                () ->
                                        file.trouble(
                                                "lacks "
                                                        + TOKENS
                                                        + ", so it cannot turn text into tokens;"
                                                        + " get the model with its tokenizer"));
        if (tokens.isEmpty() || tokens.size() > MOST_TOKENS) {
            throw file.trouble(TOKENS + " has " + tokens.size() + " entries" + DO);
        }
        checkKind(file);
        sameLength(file, "tokenizer.ggml.scores", tokens.size());
        sameLength(file, "tokenizer.ggml.token_type", tokens.size());
        checkTypes(file);
        checkEnds(file, tokens.size());
        Set<String> distinct = distinct(file, tokens);
        if (isSentencePiece(file)) {
            checkBytes(file, distinct);
        }
    }

    private static void checkKind(GgufFile file) {
        String kind =
                file.string("tokenizer.ggml.model")
                        .orElseThrow(() -> file.trouble("lacks tokenizer.ggml.model" + DO));
        if (NOT_FOR_TEXT.contains(kind)) {
            throw file.trouble(
                    "has the tokenizer "
                            + Printable.quoted(kind)
                            + ", with which no text can be written; get a model that generates"
                            + " text, with its tokenizer");
        }
    }

    private static boolean isSentencePiece(GgufFile file) {
        return file.string("tokenizer.ggml.model").equals(Optional.of("llama"));
    }

    // Text without a token of its own falls back to bytes; a missing one ends the process then.
    private static void checkBytes(GgufFile file, Set<String> tokens) {
        for (int b = 0; b < 256; b++) {
            String spelled = String.format(Locale.ROOT, "<0x%02X>", b);
            boolean itself = b < 128 && tokens.contains(Character.toString(b));
            if (!itself && !tokens.contains(spelled)) {
                throw file.trouble("has no token for the byte " + spelled + DO);
            }
        }
    }

    private static void sameLength(GgufFile file, String key, int tokens) {
        Optional<PackedNumbers> numbers = file.numbers(key);
        if (numbers.isPresent() && numbers.get().size() != tokens) {
            throw file.trouble(
                    key
                            + " has "
                            + numbers.get().size()
                            + " entries for "
                            + tokens
                            + " tokens"
                            + DO);
        }
    }

    private static void checkTypes(GgufFile file) {
        int[] types = file.ints("tokenizer.ggml.token_type").orElse(new int[0]);
        for (int i = 0; i < types.length; i++) {
            if (types[i] < 0 || types[i] > LAST_TOKEN_TYPE) {
                throw file.trouble("token " + i + " has the unknown type " + types[i] + DO);
            }
        }
    }

    // llama.cpp b4916 dies of an id outside the vocabulary; later versions ignore it.
    private static void checkEnds(GgufFile file, int tokens) {
        for (String key : List.of("bos", "eos")) {
            long id = file.integer("tokenizer.ggml." + key + "_token_id").orElse(0);
            if (id < 0 || id >= tokens) {
                throw file.trouble(
                        "tokenizer.ggml."
                                + key
                                + "_token_id is "
                                + id
                                + " of "
                                + tokens
                                + " tokens"
                                + DO);
            }
        }
    }

    // The bytes decide in llama.cpp; two tokens that only differ in what is no UTF-8 are seen as
    // one here, so those with a replacement character are let pass.
    private static Set<String> distinct(GgufFile file, List<String> tokens) {
        Set<String> seen = HashSet.newHashSet(tokens.size());
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            if (!seen.add(token) && !token.isEmpty() && token.indexOf('\uFFFD') < 0) {
                throw file.trouble(
                        "token " + i + ", " + Printable.quoted(token) + ", is there twice" + DO);
            }
        }
        return seen;
    }
}
