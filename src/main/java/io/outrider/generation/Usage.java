package io.outrider.generation;

/**
 * Tokens of one choice.
 *
 * @param promptTokens tokens of the rendered prompt
 * @param completionTokens tokens emitted, the end-of-generation token included
 * @param cachedTokens of the prompt, those that the target did not evaluate because a prefix held
 *     them
 */
public record Usage(int promptTokens, int completionTokens, int cachedTokens) {

    public int totalTokens() {
        return promptTokens + completionTokens;
    }
}
