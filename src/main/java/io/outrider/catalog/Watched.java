package io.outrider.catalog;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/** Runs work that may hang in the network, on a thread that can be given up. */
final class Watched {

    private static final int STEPS = 20;

    private Watched() {}

    /**
     * The work's result.
     *
     * @param patience longest time without progress
     * @param position anything that grows while the work goes on
     * @throws IOException the work's own, or one that says it stalled
     */
    static <T> T run(Duration patience, LongSupplier position, Callable<T> work)
            throws IOException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = Thread.ofVirtual().name("outrider-fetch").start(task);
        long step = Math.max(1, patience.toMillis() / STEPS);
        long seen = position.getAsLong();
        int idle = 0;
        try {
            while (true) {
                try {
                    return task.get(step, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    long now = position.getAsLong();
                    idle = now == seen ? idle + 1 : 0;
                    seen = now;
                    if (idle >= STEPS) {
                        throw new IOException("no byte for " + patience.toSeconds() + " s", e);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CatalogException("Interrupted while fetching.", e);
        } catch (ExecutionException e) {
            throw unwrapped(e);
        } finally {
            task.cancel(true);
            end(thread);
        }
    }

    /**
     * A part file must not be written by two threads: the next attempt waits for this one's end.
     */
    private static void end(Thread thread) {
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static IOException unwrapped(ExecutionException e) {
        return switch (e.getCause()) {
            case IOException failure -> failure;
            case RuntimeException failure -> throw failure;
            case Error failure -> throw failure;
            case null, default -> new IOException(e.getCause());
        };
    }
}
