package io.outrider.engine;

import io.outrider.pace.Demand;
import io.outrider.pace.Grant;

/** Where a session waits for the engine: the rendezvous, as one seat sees it. */
interface Parking {

    /**
     * Parks until the round's budget is answered.
     *
     * @param wanted cells the session may hold after the round
     */
    Grant budget(Demand demand, int wanted);

    /** Parks until every row of the ask is evaluated, or found in the cache. */
    void rows(Ask ask);

    /** Queues work between passes; never blocks for it. */
    void chore(Runnable chore);
}
