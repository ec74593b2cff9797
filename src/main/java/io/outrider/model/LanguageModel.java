package io.outrider.model;

import java.util.List;

/** One model, as one session's decoding method sees it. */
public interface LanguageModel {

    /**
     * Evaluates what this model lacks of the context and of the paths to the wanted nodes.
     *
     * <p>Blocks until a pass served it. Any node but the root may be wanted in one call a round.
     *
     * @throws SessionCancelled when the session was cancelled while it waited
     */
    Rows rows(TokenTree tree, List<Want> wants);
}
