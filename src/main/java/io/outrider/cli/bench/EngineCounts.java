package io.outrider.cli.bench;

/**
 * What this server's engine did, from its metrics: counters, so that the difference of two readings
 * belongs to the time between them. All 0 for a server that has other metrics.
 *
 * @param targetPasses of the target
 * @param targetRows of those passes, prompts excluded
 * @param draftPasses of the draft
 * @param passSeconds in llama_decode, both models
 * @param hostSeconds sessions' work between wake and next wait, added up over sessions
 * @param drafted tokens
 * @param accepted of them
 * @param wasted rows of drafted tokens that were not kept
 */
record EngineCounts(
        double targetPasses,
        double targetRows,
        double draftPasses,
        double passSeconds,
        double hostSeconds,
        double drafted,
        double accepted,
        double wasted) {

    static final EngineCounts NONE = new EngineCounts(0, 0, 0, 0, 0, 0, 0, 0);

    /** Reads the Prometheus text format. */
    static EngineCounts of(String metrics) {
        return new EngineCounts(
                sum(metrics, "outrider_pass_seconds_count", "target"),
                sum(metrics, "outrider_pass_rows_sum", "target")
                        - sum(metrics, "outrider_prefill_rows_total", "target"),
                sum(metrics, "outrider_pass_seconds_count", "draft"),
                sum(metrics, "outrider_pass_seconds_sum", ""),
                sum(metrics, "outrider_host_seconds_total", ""),
                sum(metrics, "vllm:spec_decode_num_draft_tokens_total", ""),
                sum(metrics, "vllm:spec_decode_num_accepted_tokens_total", ""),
                sum(metrics, "outrider_wasted_rows_total", ""));
    }

    /**
     * @param role of the model; empty for all
     */
    private static double sum(String metrics, String name, String role) {
        double sum = 0;
        for (String line : metrics.split("\n", -1)) {
            boolean named = line.startsWith(name + "{") || line.startsWith(name + " ");
            if (named && (role.isEmpty() || line.contains("role=\"" + role + "\""))) {
                sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
            }
        }
        return sum;
    }

    EngineCounts minus(EngineCounts before) {
        return new EngineCounts(
                targetPasses - before.targetPasses,
                targetRows - before.targetRows,
                draftPasses - before.draftPasses,
                passSeconds - before.passSeconds,
                hostSeconds - before.hostSeconds,
                drafted - before.drafted,
                accepted - before.accepted,
                wasted - before.wasted);
    }

    EngineCounts plus(EngineCounts other) {
        return minus(NONE.minus(other));
    }

    /** Share of drafted tokens that were accepted; 0 if none were drafted. */
    double acceptance() {
        return drafted == 0 ? 0 : accepted / drafted;
    }

    /** Rows of a target pass, prompts excluded; 0 if there was none. */
    double rowsPerPass() {
        return targetPasses == 0 ? 0 : targetRows / targetPasses;
    }

    /** Share of this time that no pass ran: what the engine and its surroundings cost. */
    double outsidePasses(double wallSeconds) {
        return 1 - passSeconds / wallSeconds;
    }

    boolean isKnown() {
        return targetPasses > 0;
    }
}
