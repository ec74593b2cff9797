package io.outrider.cli.soak;

/**
 * What the server still holds when nobody asks any more.
 *
 * @param cells of the cache in use
 * @param reserved cells promised to sessions
 * @param prefixCells beside those, kept on purpose for prompts to come
 * @param sequences ids in use
 * @param running sessions
 * @param waiting requests
 * @param failed requests that ended neither well nor by being cancelled, since the start
 */
record Rest(
        double cells,
        double reserved,
        double prefixCells,
        double sequences,
        double running,
        double waiting,
        double failed) {

    static Rest of(Readings readings) {
        return new Rest(
                readings.of("outrider_kv_cells_used"),
                readings.of("outrider_kv_cells_reserved"),
                readings.find("outrider_kv_cells_kept").orElse(0),
                readings.of("outrider_sequences_used"),
                readings.of("vllm:num_requests_running"),
                readings.of("vllm:num_requests_waiting"),
                readings.without("outrider_requests_ended_total", "code=\"cancelled\""));
    }

    /** Whether no session and no request holds anything. */
    boolean isQuiet() {
        return cells == 0 && reserved == 0 && sequences == 0 && running == 0 && waiting == 0;
    }
}
