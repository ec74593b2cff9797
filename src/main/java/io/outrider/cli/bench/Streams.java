package io.outrider.cli.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Streams that start together, each on a thread that sleeps until bytes come. */
final class Streams {
    private Streams() {}

    /**
     * One request.
     *
     * @param prompt number of its prompt
     * @param json body
     * @param after seconds from the start of the turn
     */
    record Ask(int prompt, String json, double after) {}

    /** Sends all and returns when the last has ended, in the order of the asks. */
    static List<StreamRun> together(int port, List<Ask> asks) throws IOException {
        CountDownLatch connected = new CountDownLatch(asks.size());
        CompletableFuture<Stopwatch> start = new CompletableFuture<>();
        List<Future<StreamRun>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(asks.size())) {
            for (Ask ask : asks) {
                running.add(threads.submit(() -> stream(port, ask, connected, start)));
            }
            connected.await();
            start.complete(new Stopwatch());
            List<StreamRun> runs = new ArrayList<>();
            for (Future<StreamRun> each : running) {
                runs.add(each.get());
            }
            return runs;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        } catch (ExecutionException failed) {
            throw new IOException(failed.getCause());
        }
    }

    private static StreamRun stream(
            int port, Ask ask, CountDownLatch connected, CompletableFuture<Stopwatch> start)
            throws IOException, InterruptedException, ExecutionException {
        try (Exchange exchange = connect(port, connected)) {
            Stopwatch watch = start.get();
            Thread.sleep(Duration.ofNanos((long) (ask.after() * 1e9)));
            double sent = watch.seconds();
            Arrivals arrivals = exchange.post("/v1/chat/completions", ask.json(), watch::seconds);
            return StreamRun.of(ask.prompt(), sent, Answer.of(arrivals));
        }
    }

    /** Whatever comes of it, the others must not wait for this one. */
    private static Exchange connect(int port, CountDownLatch connected) throws IOException {
        try {
            return Exchange.open(port);
        } finally {
            connected.countDown();
        }
    }
}
