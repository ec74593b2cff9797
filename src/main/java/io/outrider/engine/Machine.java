package io.outrider.engine;

import io.outrider.model.ForwardPass;
import io.outrider.pace.MeasuredCosts;
import io.outrider.text.ChatTemplate;
import io.outrider.text.Tokenizer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the engine thread runs: loaded models and the way to and from text.
 *
 * @param name of the target model
 * @param aliases further names that requests may use
 * @param target its context
 * @param draft name and context of the draft model, if there is one
 * @param tokenizer of both
 * @param specialTexts what a template may write as {@code bos_token} and {@code eos_token}
 * @param template of the target's conversations; empty when its file carries none
 * @param costs of passes, as measured or guessed
 * @param release frees what the contexts were made from; runs after they are closed
 */
public record Machine(
        String name,
        List<String> aliases,
        ForwardPass target,
        Optional<Drafter> draft,
        Tokenizer tokenizer,
        Map<String, String> specialTexts,
        Optional<ChatTemplate> template,
        MeasuredCosts costs,
        Runnable release) {

    /** A draft model. */
    public record Drafter(String name, ForwardPass pass) {}

    /** Builds the machine on the engine thread, which then owns its contexts. */
    @FunctionalInterface
    public interface Loader {
        /**
         * @param progress told what is being done
         * @throws LoadFailed with one line that says what to do
         */
        Machine load(Consumer<EngineStatus.Loading> progress) throws LoadFailed;
    }

    /** A machine that could not be built; the message is for people. */
    public static final class LoadFailed extends Exception {
        private static final long serialVersionUID = 1L;

        public LoadFailed(String message) {
            super(message);
        }

        public LoadFailed(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Whose passes there are. */
    Map<Role, ForwardPass> passes() {
        Map<Role, ForwardPass> passes = new EnumMap<>(Role.class);
        passes.put(Role.TARGET, target);
        draft.ifPresent(drafter -> passes.put(Role.DRAFT, drafter.pass()));
        return passes;
    }

    /** Frees native memory; on the engine thread. */
    void close() {
        draft.ifPresent(drafter -> drafter.pass().close());
        target.close();
        release.run();
    }

    /** Why this machine cannot draft, if it cannot. */
    Optional<String> noSpeculation() {
        if (!target.cutsAnywhere()) {
            return Optional.of("the target model's state cannot be cut back after a rejection");
        }
        if (draft.isPresent() && !draft.get().pass().cutsAnywhere()) {
            return Optional.of("the draft model's state cannot be cut back after a rejection");
        }
        return Optional.empty();
    }
}
