package io.outrider.engine;

import java.util.List;

/** Decides which of the sessions that stand at the budget have cells for their next round. */
@FunctionalInterface
interface Room {

    /** There is always enough. */
    Room UNLIMITED = asking -> new Answer(asking, List.of());

    /**
     * What becomes of those who ask; who is in neither list goes on waiting.
     *
     * @param granted may begin their round
     * @param preempted hold nothing any more, until {@link Rendezvous#resume}
     */
    record Answer(List<Seat> granted, List<Seat> preempted) {}

    /** Called by the engine thread, whenever somebody stands at the budget before a pass. */
    Answer answer(List<Seat> asking);
}
