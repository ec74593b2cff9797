package io.outrider.cli.soak;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a soak brought to light.
 *
 * @param outcomes every outcome, with how often it came
 * @param wrongs what was seen in visits that ended wrong
 * @param neverEnded clients that were still there when patience ended
 * @param samples in order of time
 * @param liveHeap what the Java heap holds on to
 * @param rest what was held at the end
 * @param complaints lines of the log that should not be there
 * @param exitCode of the server after SIGTERM, if it ended in time
 */
record Evidence(
        Map<Outcome, Integer> outcomes,
        List<String> wrongs,
        int neverEnded,
        List<Sample> samples,
        LiveHeap liveHeap,
        Rest rest,
        List<String> complaints,
        OptionalInt exitCode) {

    /** Bytes of the Java heap in use right after a full collection, before and after the crowd. */
    record LiveHeap(double before, double after) {
        /** Caches may fill and classes be loaded; a session's worth of anything is less. */
        static final double MOST_GROWTH = 32 << 20;

        boolean isStable() {
            return after <= before + MOST_GROWTH;
        }
    }
}
