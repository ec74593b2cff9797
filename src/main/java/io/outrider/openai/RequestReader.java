package io.outrider.openai;

import io.outrider.engine.ModelCard;
import io.outrider.generation.GenerationRequest;
import io.outrider.generation.Owner;
import io.outrider.generation.Refusal;
import io.outrider.generation.Speculation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns a body's bytes into an {@link Order}, or says which field is at fault. Past this line
 * everything is valid, as far as it can be without the tokenizer.
 */
final class RequestReader {
    private static final int MOST_CHOICES = 128;
    private static final int MOST_DRAFT_TOKENS = 16;
    private static final int MOST_SALT = 256;

    /** Lets the server choose; the engine knows the word too. */
    private static final String AUTO = "auto";

    /** What became of a body. */
    sealed interface Reading {
        record Accepted(Order order) implements Reading {}

        record Refused(Refusal.Invalid refusal) implements Reading {}
    }

    private final Endpoint endpoint;
    private final ModelCard card;
    private final List<String> ignored = new ArrayList<>();

    RequestReader(Endpoint endpoint, ModelCard card) {
        this.endpoint = endpoint;
        this.card = card;
    }

    /**
     * @param id the new request's, for logs
     */
    Reading read(byte[] body, String id) {
        try {
            return new Reading.Accepted(order(Fields.of(StrictJson.read(body)), id));
        } catch (Unacceptable unacceptable) {
            return new Reading.Refused(unacceptable.refusal());
        }
    }

    private Order order(Fields fields, String id) {
        String model = model(fields);
        choices(fields);
        GenerationRequest request =
                new GenerationRequest(
                        id,
                        endpoint.prompt(fields, card, ignored::add),
                        SamplingReader.read(fields, card),
                        LimitsReader.read(fields),
                        speculation(fields),
                        fields.bits("seed"),
                        owner(fields));
        Delivery delivery = delivery(fields);
        boolean metrics = fields.flag("metrics");
        KnownFields.check(fields);
        fields.unread().forEach(ignored::add);
        return new Order(request, model, delivery, metrics, ignored);
    }

    private String model(Fields fields) {
        String model = fields.text("model").orElseThrow(() -> Unacceptable.missing("model"));
        if (!card.answersTo(model)) {
            throw Unacceptable.field(
                    "model_not_found",
                    "model",
                    "the model '"
                            + Clean.name(model)
                            + "' is not served here; '"
                            + card.name()
                            + "' is");
        }
        return model;
    }

    private static void choices(Fields fields) {
        if (fields.integer("n", 1, MOST_CHOICES).orElse(1) > 1) {
            throw Unacceptable.field(
                    "unsupported_parameter",
                    "n",
                    "several choices are not supported; 'n' must be 1");
        }
    }

    private Speculation speculation(Fields fields) {
        Optional<Fields> given = fields.object("speculative");
        if (given.isEmpty()) {
            return Speculation.unspecified();
        }
        Fields speculative = given.get();
        Optional<String> method = speculative.text("method");
        method.filter(name -> !name.equals(AUTO) && !card.methods().contains(name))
                .ifPresent(this::refuse);
        var drafts = speculative.integer("draft_tokens", 1, MOST_DRAFT_TOKENS);
        speculative.unread().forEach(ignored::add);
        return new Speculation(method, drafts);
    }

    /** Who shares prefixes with whom; {@code "cache_prompt": false} shares with nobody. */
    private static Optional<Owner> owner(Fields fields) {
        Optional<String> salt = fields.text("cache_salt");
        if (salt.map(String::length).orElse(0) > MOST_SALT) {
            throw Unacceptable.value(
                    "cache_salt", "'cache_salt' has at most " + MOST_SALT + " characters");
        }
        boolean shares = fields.take("cache_prompt").isEmpty() || fields.flag("cache_prompt");
        return shares ? Optional.of(Owner.keyless(salt.orElse(""))) : Optional.empty();
    }

    private void refuse(String method) {
        throw Unacceptable.value(
                "speculative.method",
                "the method '"
                        + Clean.name(method)
                        + "' cannot run here; this model offers "
                        + String.join(", ", card.methods())
                        + " and auto"
                        + card.noSpeculation().map(why -> " (" + why + ")").orElse(""));
    }

    private Delivery delivery(Fields fields) {
        boolean streams = fields.flag("stream");
        Optional<Fields> options = fields.object("stream_options");
        if (options.isEmpty()) {
            return streams ? Delivery.STREAM : Delivery.WHOLE;
        }
        if (!streams) {
            throw Unacceptable.value(
                    "stream_options", "'stream_options' is only allowed when 'stream' is true");
        }
        boolean usage = options.get().flag("include_usage");
        // Padding against eavesdroppers; chunks here are as long as their text.
        options.get().skip("include_obfuscation");
        if (options.get().flag("continuous_usage_stats")) {
            throw Unacceptable.field(
                    "unsupported_parameter",
                    "stream_options.continuous_usage_stats",
                    "'stream_options.continuous_usage_stats' is not supported by this server");
        }
        options.get().unread().forEach(ignored::add);
        return usage ? Delivery.STREAM_WITH_USAGE : Delivery.STREAM;
    }
}
