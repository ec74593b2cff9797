package io.outrider.cli.soak;

import java.util.Map;

/**
 * The server at one moment.
 *
 * @param seconds since the soak began
 * @param residentBytes of its process
 * @param heapBytes of its Java heap in use, garbage included
 * @param tokens generated since it started
 * @param cells of the cache in use
 * @param running sessions
 * @param waiting requests
 */
record Sample(
        double seconds,
        long residentBytes,
        double heapBytes,
        double tokens,
        int cells,
        int running,
        int waiting) {

    static Sample of(double seconds, long residentBytes, Readings readings) {
        return new Sample(
                seconds,
                residentBytes,
                readings.samples().entrySet().stream()
                        .filter(each -> each.getKey().startsWith("jvm_memory_used_bytes{"))
                        .filter(each -> each.getKey().contains("area=\"heap\""))
                        .mapToDouble(Map.Entry::getValue)
                        .sum(),
                readings.of("vllm:generation_tokens_total"),
                (int) readings.of("outrider_kv_cells_used"),
                (int) readings.of("vllm:num_requests_running"),
                (int) readings.of("vllm:num_requests_waiting"));
    }
}
