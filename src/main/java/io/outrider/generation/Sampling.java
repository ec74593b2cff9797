package io.outrider.generation;

import java.util.Map;

/**
 * How the next token is drawn from the target's logits. The chain runs in llama.cpp's order: bias
 * and penalties, top-k, top-p, min-p, temperature.
 *
 * @param temperature 0 takes the most likely token; otherwise logits are divided by it
 * @param topK how many of the most likely tokens stay; 0 keeps all
 * @param topP smallest set of most likely tokens whose probability reaches this; 1 keeps all
 * @param minP tokens under this share of the most likely one's probability go; 0 keeps all
 * @param presencePenalty subtracted once from every token that was generated already
 * @param frequencyPenalty subtracted once per earlier generation of the token
 * @param repeatPenalty divides (positive) or multiplies (negative) logits of tokens seen in the
 *     last {@code repeatLastN} tokens, prompt included; 1 does nothing
 * @param repeatLastN length of the repeat penalty's window; -1 means the whole context
 * @param logitBias token id to a number added to its logit
 */
public record Sampling(
        double temperature,
        int topK,
        double topP,
        double minP,
        double presencePenalty,
        double frequencyPenalty,
        double repeatPenalty,
        int repeatLastN,
        Map<Integer, Double> logitBias) {

    public Sampling {
        require(temperature >= 0 && temperature <= 2, "temperature is between 0 and 2");
        require(topK >= 0, "topK is not negative");
        require(topP > 0 && topP <= 1, "topP is above 0 and at most 1");
        require(minP >= 0 && minP <= 1, "minP is between 0 and 1");
        require(Math.abs(presencePenalty) <= 2, "presencePenalty is between -2 and 2");
        require(Math.abs(frequencyPenalty) <= 2, "frequencyPenalty is between -2 and 2");
        require(repeatPenalty > 0 && repeatPenalty <= 2, "repeatPenalty is above 0, at most 2");
        require(repeatLastN >= -1, "repeatLastN is -1 or more");
        logitBias = Map.copyOf(logitBias);
        for (double bias : logitBias.values()) {
            require(bias >= -100 && bias <= 100, "a logit bias is between -100 and 100");
        }
    }

    /** The target's own distribution, untouched. */
    public static Sampling plain() {
        return new Sampling(1, 0, 1, 0, 0, 0, 1, 64, Map.of());
    }

    /** The most likely token, always. */
    public static Sampling greedy() {
        return plain().withTemperature(0);
    }

    public Sampling withTemperature(double value) {
        return new Sampling(
                value,
                topK,
                topP,
                minP,
                presencePenalty,
                frequencyPenalty,
                repeatPenalty,
                repeatLastN,
                logitBias);
    }

    /** Temperature 0 is a branch of its own, without random numbers. */
    public boolean isGreedy() {
        return temperature == 0;
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
