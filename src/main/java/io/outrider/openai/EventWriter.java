package io.outrider.openai;

import io.outrider.generation.GenerationEvent;
import java.util.function.Consumer;

/**
 * Turns what the engine tells into bytes and hands them to the {@link Outlet}. Runs on the engine's
 * session threads, one at a time, and never waits.
 */
sealed interface EventWriter extends Consumer<GenerationEvent> {

    static EventWriter of(Reply reply, Outlet outlet) {
        return switch (reply.order().delivery()) {
            case WHOLE -> new Whole(reply, outlet);
            case STREAM, STREAM_WITH_USAGE -> new Streamed(reply, outlet);
        };
    }

    /** Collects the text and answers once. */
    final class Whole implements EventWriter {
        private final Reply reply;
        private final Outlet outlet;
        private final StringBuilder text = new StringBuilder();

        Whole(Reply reply, Outlet outlet) {
            this.reply = reply;
            this.outlet = outlet;
        }

        @Override
        public void accept(GenerationEvent event) {
            switch (event) {
                case GenerationEvent.Started started -> {}
                case GenerationEvent.Delta(String more) -> text.append(more);
                case GenerationEvent.Finished(var reason, var usage, var speculation) ->
                        outlet.answer(
                                Wire.bytes(
                                        reply.whole(text.toString(), reason, usage, speculation)));
                case GenerationEvent.Failed(String code, String message) ->
                        outlet.fail(Problem.failed(code, message));
            }
        }
    }

    /** Sends every piece at once. */
    final class Streamed implements EventWriter {
        private final Reply reply;
        private final Outlet outlet;
        private boolean opened;

        Streamed(Reply reply, Outlet outlet) {
            this.reply = reply;
            this.outlet = outlet;
        }

        @Override
        public void accept(GenerationEvent event) {
            switch (event) {
                // Nothing is sent yet, so that a failing prefill can still be a proper error.
                case GenerationEvent.Started started -> {}
                case GenerationEvent.Delta(String text) ->
                        outlet.send(begin().add(reply.delta(text)).bytes());
                case GenerationEvent.Finished(var reason, var usage, var speculation) -> {
                    Events events = begin();
                    reply.closing(reason, usage, speculation).forEach(events::add);
                    outlet.finish(events.done().bytes());
                }
                case GenerationEvent.Failed(String code, String message) ->
                        outlet.fail(Problem.failed(code, message));
            }
        }

        private Events begin() {
            Events events = new Events();
            if (!opened) {
                opened = true;
                reply.opening().ifPresent(events::add);
            }
            return events;
        }
    }
}
