package io.outrider.generation;

/**
 * Whose prefixes a session may reuse, and who may reuse what it leaves behind. Reuse can be told
 * from the time an answer takes, so equal prompts of different owners are evaluated for each.
 *
 * @param key the API key's name; empty while the server has no keys
 * @param salt chosen by the client to divide what one key sends; empty when it chose none
 */
public record Owner(String key, String salt) {

    /** Everybody who sends the same salt to a server without API keys. */
    public static Owner keyless(String salt) {
        return new Owner("", salt);
    }
}
