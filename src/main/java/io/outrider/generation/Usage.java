package io.outrider.generation;

/**
 * Tokens of one choice.
 *
 * @param promptTokens tokens of the rendered prompt
 * @param completionTokens tokens emitted, the end-of-generation token included
 */
public record Usage(int promptTokens, int completionTokens) {

    public int totalTokens() {
        return promptTokens + completionTokens;
    }
}
