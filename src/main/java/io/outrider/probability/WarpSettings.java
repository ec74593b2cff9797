package io.outrider.probability;

/**
 * How a request wants its logits warped; see {@link Warp} for the order.
 *
 * @param temperature 0 takes the most likely token
 * @param topK how many of the most likely tokens stay; 0 keeps all
 * @param topP the fewest most likely tokens whose probability reaches this stay; 1 keeps all
 * @param minP tokens below this share of the most likely one's probability go; 0 keeps all
 * @param presencePenalty subtracted once from the logit of a token that was generated
 * @param frequencyPenalty subtracted for each time a token was generated
 * @param repeatPenalty divides positive and multiplies other logits of recent tokens; 1 does
 *     nothing
 * @param bias added to logits before all that
 */
public record WarpSettings(
        double temperature,
        int topK,
        double topP,
        double minP,
        double presencePenalty,
        double frequencyPenalty,
        double repeatPenalty,
        LogitBias bias) {

    public WarpSettings {
        require(temperature >= 0 && temperature < Double.POSITIVE_INFINITY, "temperature");
        require(topK >= 0, "topK");
        require(topP > 0 && topP <= 1, "topP");
        require(minP >= 0 && minP <= 1, "minP");
        require(Double.isFinite(presencePenalty), "presencePenalty");
        require(Double.isFinite(frequencyPenalty), "frequencyPenalty");
        require(repeatPenalty > 0 && repeatPenalty < Double.POSITIVE_INFINITY, "repeatPenalty");
    }

    /** The model's own distribution, at some temperature. */
    public static WarpSettings atTemperature(double temperature) {
        return new WarpSettings(temperature, 0, 1, 0, 0, 0, 1, LogitBias.none());
    }

    /** Whether all tokens stay, however unlikely. */
    boolean keepsAll(int vocabulary) {
        return !limitsCount(vocabulary) && !limitsMass() && minP == 0;
    }

    boolean limitsCount(int vocabulary) {
        return topK > 0 && topK < vocabulary;
    }

    boolean limitsMass() {
        return topP < 1;
    }

    private static void require(boolean holds, String name) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is out of range");
        }
    }
}
