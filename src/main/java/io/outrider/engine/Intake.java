package io.outrider.engine;

import io.outrider.generation.GenerationRequest;
import io.outrider.generation.Prompt;
import io.outrider.generation.Refusal;
import io.outrider.generation.Speculation;
import io.outrider.method.DecodingMethod;
import io.outrider.method.Methods;
import io.outrider.method.Needs;
import io.outrider.method.Settings;
import io.outrider.probability.SeededChance;
import io.outrider.text.ChatTemplate;
import io.outrider.text.Message;
import io.outrider.text.Piece;
import io.outrider.text.PromptGuard;
import io.outrider.text.Tokenizer;
import io.outrider.text.jinja.TemplateException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Turns a valid request into a session's plan, or says what is wrong with it for this model:
 * renders the template, guards and runs the tokenizer, checks ids, lengths and the method.
 */
final class Intake {
    private static final System.Logger LOG = System.getLogger(Intake.class.getName());

    /** What became of a request. */
    sealed interface Reading {
        record Yes(Session.Plan plan) implements Reading {}

        record No(Refusal refusal) implements Reading {}
    }

    private final Machine machine;
    private final EngineSettings settings;
    private final int maxLength;
    private final LongSupplier seeds;
    private final ModelCard card;
    private final PromptGuard guard;

    /** Refuses what cannot fit the context, whatever tokens it is made of. */
    private final PromptGuard capacity;

    Intake(Machine machine, EngineSettings settings, int maxLength, LongSupplier seeds) {
        this.machine = machine;
        this.settings = settings;
        this.maxLength = maxLength;
        this.seeds = seeds;
        this.guard = new PromptGuard(settings.maxPromptBytes());
        this.capacity = new PromptGuard(mostBytes(machine.tokenizer(), maxLength));
        Optional<String> noSpeculation = machine.noSpeculation();
        List<String> methods =
                Methods.byName().entrySet().stream()
                        .filter(each -> runs(each.getValue(), noSpeculation))
                        .map(Map.Entry::getKey)
                        .toList();
        this.card =
                new ModelCard(
                        machine.name(),
                        machine.aliases(),
                        machine.draft().map(Machine.Drafter::name),
                        maxLength,
                        machine.target().shape().vocabulary(),
                        methods,
                        defaultMethod(methods),
                        noSpeculation);
    }

    /** What runs by default, told in the log when the settings wanted something else. */
    private String defaultMethod(List<String> methods) {
        String wanted = settings.defaultMethod();
        if (!methods.contains(wanted)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the default method {0} cannot run here; requests that name none get {1}",
                    wanted,
                    Methods.PLAIN);
        }
        return methods.contains(wanted) ? wanted : Methods.PLAIN;
    }

    ModelCard card() {
        return card;
    }

    private boolean runs(DecodingMethod method, Optional<String> noSpeculation) {
        var needs = method.needs(new Settings(1));
        boolean speculates = needs.rows() > 1;
        return (!speculates || noSpeculation.isEmpty())
                && (needs.draft() != Needs.Draft.REQUIRED || machine.draft().isPresent());
    }

    /** Whether a round's rows fit into one pass. */
    private boolean fits(DecodingMethod method, int drafts) {
        return method.needs(new Settings(drafts)).rows() <= machine.target().shape().rows();
    }

    Reading read(GenerationRequest request) {
        String name = method(request.speculation());
        if (!card.methods().contains(name)) {
            return new Reading.No(
                    Refusal.Invalid.of(
                            "speculative.method",
                            "'" + name + "' cannot run here; this model offers " + card.methods()));
        }
        DecodingMethod method = Methods.byName().get(name);
        int drafts = request.speculation().draftTokens().orElse(settings.defaultDraftTokens());
        if (method == null || drafts > Settings.MOST_DRAFT_TOKENS || !fits(method, drafts)) {
            return new Reading.No(
                    Refusal.Invalid.of(
                            "speculative.draft_tokens",
                            "draft_tokens is between 1 and " + Settings.MOST_DRAFT_TOKENS));
        }
        for (int id : request.sampling().logitBias().keySet()) {
            if (id < 0 || id >= card.vocabulary()) {
                return new Reading.No(
                        Refusal.Invalid.of(
                                "logit_bias", "token id " + id + " is outside the vocabulary"));
            }
        }
        return switch (tokens(request.prompt())) {
            case Tokens.No no -> new Reading.No(no.refusal());
            case Tokens.Yes yes -> fit(request, yes.ids(), name, method, new Settings(drafts));
        };
    }

    /**
     * What runs. A request that fixes how much is drafted leaves nothing to choose but who drafts;
     * and where nothing can be drafted, the choice among all ways is plain decoding.
     */
    private String method(Speculation wanted) {
        String name = wanted.method().orElse(card.defaultMethod());
        if (!name.equals(Methods.AUTO)) {
            return name;
        }
        if (!card.methods().contains(Methods.AUTO)) {
            return Methods.PLAIN;
        }
        if (wanted.draftTokens().isEmpty()) {
            return name;
        }
        return machine.draft().isPresent() ? Methods.CHAIN : Methods.LOOKUP;
    }

    private Reading fit(
            GenerationRequest request,
            int[] prompt,
            String name,
            DecodingMethod method,
            Settings chosen) {
        int room = maxLength - prompt.length;
        int wanted = request.limits().maxTokens().orElse(Math.max(room, 1));
        if (wanted > room) {
            return new Reading.No(
                    Refusal.Invalid.of(
                            "context_length_exceeded",
                            request.prompt().field(),
                            "this model's context holds "
                                    + maxLength
                                    + " tokens, but the prompt has "
                                    + prompt.length
                                    + " and "
                                    + wanted
                                    + " were asked for; shorten one of them"));
        }
        int limit = prompt.length + wanted;
        return new Reading.Yes(
                new Session.Plan(
                        request,
                        prompt,
                        name,
                        method,
                        chosen,
                        limit,
                        timeout(request),
                        new SeededChance(request.seed().orElseGet(seeds::getAsLong))));
    }

    /** The shorter one of what the request and the server allow. */
    private Optional<Duration> timeout(GenerationRequest request) {
        return Stream.concat(
                        request.limits().timeout().stream(),
                        settings.underLoad().timeout().stream())
                .min(Comparator.naturalOrder());
    }

    private sealed interface Tokens {
        record Yes(int[] ids) implements Tokens {}

        record No(Refusal refusal) implements Tokens {}
    }

    private Tokens tokens(Prompt prompt) {
        return switch (prompt) {
            case Prompt.Tokens given -> checked(given);
            case Prompt.Text text -> encoded(prompt, List.of(Piece.user(text.text())));
            case Prompt.Conversation conversation -> rendered(conversation);
        };
    }

    private Tokens checked(Prompt.Tokens given) {
        for (int i = 0; i < given.ids().size(); i++) {
            int id = given.ids().get(i);
            if (id < 0 || id >= card.vocabulary()) {
                return new Tokens.No(
                        Refusal.Invalid.of(
                                "prompt[" + i + "]",
                                "token id "
                                        + id
                                        + " is outside the vocabulary of "
                                        + card.vocabulary()));
            }
        }
        return new Tokens.Yes(given.ids().stream().mapToInt(Integer::intValue).toArray());
    }

    private Tokens rendered(Prompt.Conversation conversation) {
        Optional<ChatTemplate> template = machine.template();
        if (template.isEmpty()) {
            return new Tokens.No(
                    Refusal.Invalid.of(
                            "messages",
                            "this model's file has no usable chat template; use"
                                    + " /v1/completions instead"));
        }
        Map<String, Object> variables = new HashMap<>(conversation.extras());
        variables.put("add_generation_prompt", true);
        variables.putAll(machine.specialTexts());
        try {
            List<Message> messages = conversation.messages().stream().map(Message::new).toList();
            return encoded(conversation, template.get().render(messages, variables));
        } catch (TemplateException refused) {
            return new Tokens.No(
                    Refusal.Invalid.of(
                            "messages",
                            "the model's chat template refuses this conversation: "
                                    + refused.getMessage()));
        }
    }

    private Tokens encoded(Prompt prompt, List<Piece> pieces) {
        Optional<PromptGuard.Objection> objection =
                guard.check(pieces).or(() -> capacity.check(pieces));
        if (objection.isPresent()) {
            return new Tokens.No(refusal(objection.get(), prompt.field()));
        }
        int[] ids = withBeginning(machine.tokenizer().encode(pieces));
        return ids.length == 0
                ? new Tokens.No(Refusal.Invalid.of(prompt.field(), "the prompt has no tokens"))
                : new Tokens.Yes(ids);
    }

    private static Refusal refusal(PromptGuard.Objection objection, String field) {
        return switch (objection) {
            case PromptGuard.Objection.TooRepetitive(String what) ->
                    Refusal.Invalid.of(
                            "prompt_too_repetitive",
                            field,
                            "the prompt has too long a run of " + what + "; break it up");
            case PromptGuard.Objection.TooLong(long bytes, long most) ->
                    Refusal.Invalid.of(
                            "context_length_exceeded",
                            field,
                            "the prompt has " + bytes + " bytes; at most " + most + " are read");
        };
    }

    /** What a prompt can have at most if it is to fit, which is known without tokenizing it. */
    private static long mostBytes(Tokenizer tokenizer, int maxLength) {
        int longest = 1;
        for (int token = 0; token < tokenizer.vocabularySize(); token++) {
            longest = Math.max(longest, tokenizer.bytesWithSpecial(token).length);
        }
        return (long) maxLength * longest;
    }

    /** Models that begin every text with a token of its own get it once, whoever wrote it. */
    private int[] withBeginning(int[] ids) {
        OptionalInt begin = machine.tokenizer().beginOfSequence();
        if (!machine.tokenizer().addsBeginOfSequence()
                || begin.isEmpty()
                || (ids.length > 0 && ids[0] == begin.getAsInt())) {
            return ids;
        }
        int[] longer = new int[ids.length + 1];
        longer[0] = begin.getAsInt();
        System.arraycopy(ids, 0, longer, 1, ids.length);
        return longer;
    }
}
