package io.outrider.cli.bench;

import java.util.Map;

/** What the target's weights are; every copy is made of the Q4_K_M file. */
enum Target {
    Q4_K_M(100, Map.of(1, 30.0, 2, 40.0, 4, 43.0, 8, 45.0)),
    Q8_0(75, Map.of(1, 17.0, 2, 22.0, 4, 34.0, 8, 45.0)),
    F16(65, Map.of(1, 12.0, 2, 18.0, 4, 30.0, 8, 40.0));

    private final double prefill;
    private final Map<Integer, Double> decode;

    Target(double prefill, Map<Integer, Double> decode) {
        this.prefill = prefill;
        this.decode = decode;
    }

    /**
     * Seconds that a turn took where this was written: two cores of an AMD EPYC, no speculation.
     */
    double expectedSeconds(int streams, int promptTokens, int tokens) {
        double rate = decode.getOrDefault(streams, 10.0 * streams);
        return streams * (promptTokens / prefill + tokens / rate);
    }
}
