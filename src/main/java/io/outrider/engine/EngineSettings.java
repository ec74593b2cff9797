package io.outrider.engine;

import io.outrider.method.Methods;
import io.outrider.method.Settings;
import java.time.Duration;

/**
 * How the engine is run.
 *
 * @param maxSessions most sessions generating at once
 * @param maxQueued most requests waiting for one of those places
 * @param maxModelLength most tokens of a session, prompt and answer together
 * @param chunk how much of a prompt is evaluated beside running streams in one pass
 * @param maxPromptBytes most bytes of a rendered prompt
 * @param defaultMethod method of requests that name none
 * @param defaultDraftTokens tokens drafted a round when a request does not say
 * @param prefixCells most cells that kept prefixes may hold beside those of sessions; 0 turns every
 *     reuse of prefixes off
 * @param drain how long running sessions may go on after shutdown began
 * @param underLoad what happens when there is much to do
 */
public record EngineSettings(
        int maxSessions,
        int maxQueued,
        int maxModelLength,
        PrefillChunk chunk,
        int maxPromptBytes,
        String defaultMethod,
        int defaultDraftTokens,
        int prefixCells,
        Duration drain,
        UnderLoad underLoad) {

    public EngineSettings {
        if (maxSessions < 1 || maxQueued < 0 || maxModelLength < 2 || prefixCells < 0) {
            throw new IllegalArgumentException("engine settings out of range");
        }
        if (defaultDraftTokens < 1 || defaultDraftTokens > Settings.MOST_DRAFT_TOKENS) {
            throw new IllegalArgumentException(
                    "draft tokens are between 1 and "
                            + Settings.MOST_DRAFT_TOKENS
                            + ", not "
                            + defaultDraftTokens);
        }
        if (!Methods.byName().containsKey(defaultMethod)) {
            throw new IllegalArgumentException(
                    "there is no method '"
                            + defaultMethod
                            + "'; there are "
                            + String.join(", ", Methods.byName().keySet()));
        }
    }
}
