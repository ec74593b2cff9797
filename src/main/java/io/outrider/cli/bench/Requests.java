package io.outrider.cli.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bodies of requests. Everyone gets the same one, sampling included: llama-server's own defaults,
 * said aloud. Only the field that names a method is for this server alone.
 */
final class Requests {
    private static final JsonMapper JSON = new JsonMapper();

    private Requests() {}

    /**
     * How tokens are drawn.
     *
     * @param topK 0 keeps all
     */
    record Sampling(double temperature, int topK, double topP, double minP) {
        /** What llama-server does when a request says nothing but the temperature. */
        static Sampling usual(double temperature) {
            return new Sampling(temperature, 40, 0.95, 0.05);
        }

        /** The law of the model itself. */
        static Sampling whole() {
            return new Sampling(1, 0, 1, 0);
        }
    }

    /** A request that everyone understands. */
    static ObjectNode plain(String prompt, int tokens, Sampling sampling, int seed) {
        ObjectNode body = JSON.createObjectNode();
        body.put("model", "outrider");
        body.put("stream", true);
        body.putObject("stream_options").put("include_usage", true);
        body.put("max_tokens", tokens);
        body.put("temperature", sampling.temperature());
        body.put("top_k", sampling.topK());
        body.put("top_p", sampling.topP());
        body.put("min_p", sampling.minP());
        body.put("seed", seed);
        // Nobody may win by having seen the prompt in another contestant's turn.
        body.put("cache_prompt", false);
        body.putArray("messages").addObject().put("role", "user").put("content", prompt);
        return body;
    }

    /** The same for one contestant. */
    static String of(Contestant contestant, ObjectNode plain) {
        return switch (contestant) {
            case AUTO -> with(plain, "auto");
            case NONE -> with(plain, "none");
            case PEER_PLAIN, PEER_DRAFT -> plain.toString();
        };
    }

    /** With a fixed method of this server. */
    static String chain(ObjectNode plain, int drafts) {
        ObjectNode body = plain.deepCopy();
        body.putObject("speculative").put("method", "chain").put("draft_tokens", drafts);
        return body.toString();
    }

    private static String with(ObjectNode plain, String method) {
        ObjectNode body = plain.deepCopy();
        body.putObject("speculative").put("method", method);
        return body.toString();
    }

    /** For the head of a report. */
    static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(
                "sampling",
                "top_k 40, top_p 0.95, min_p 0.05 (llama-server's defaults), sent to everyone");
        settings.put("prompt caching", "cache_prompt false, sent to everyone");
        return settings;
    }
}
