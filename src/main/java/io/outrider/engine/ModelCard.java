package io.outrider.engine;

import java.util.List;
import java.util.Optional;

/**
 * What is served.
 *
 * @param name of the target model
 * @param aliases further names that requests may use
 * @param draft name of the draft model, if there is one
 * @param maxModelLength most tokens of a session, prompt and answer together
 * @param vocabulary number of token ids
 * @param methods wire names of the methods this pair can run
 * @param defaultMethod runs when a request names none
 * @param noSpeculation why drafting is off, if it is
 */
public record ModelCard(
        String name,
        List<String> aliases,
        Optional<String> draft,
        int maxModelLength,
        int vocabulary,
        List<String> methods,
        String defaultMethod,
        Optional<String> noSpeculation) {

    public ModelCard {
        aliases = List.copyOf(aliases);
        methods = List.copyOf(methods);
    }

    /** Whether a request that names this model means the one served here. */
    public boolean answersTo(String requested) {
        return name.equals(requested) || aliases.contains(requested);
    }

    /** One line for the log. */
    String summary() {
        String drafting =
                noSpeculation
                        .map(why -> "no speculation, because " + why)
                        .or(() -> draft.map(name -> "draft " + name))
                        .orElse("no draft model");
        return "%s, %s, up to %d tokens a session, methods %s, default %s"
                .formatted(
                        name, drafting, maxModelLength, String.join(" ", methods), defaultMethod);
    }
}
