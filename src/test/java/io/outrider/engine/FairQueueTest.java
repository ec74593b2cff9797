package io.outrider.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FairQueueTest {
    /** A request and the cells it needs. */
    private record Request(String client, int number, int cells) {}

    private final FairQueue<Request> queue = new FairQueue<>(Request::client);
    private int numbers;

    private Request add(String client, int cells) {
        Request request = new Request(client, numbers++, cells);
        queue.add(request);
        return request;
    }

    private List<Request> takeAll(int room) {
        List<Request> taken = new ArrayList<>();
        for (var next = queue.take(each -> each.cells <= room);
                next.isPresent();
                next = queue.take(each -> each.cells <= room)) {
            taken.add(next.get());
        }
        return taken;
    }

    @Test
    void aClientsOwnRequestsGoFirstComeFirstServed() {
        List<Request> all = List.of(add("a", 1), add("a", 1), add("a", 1));
        assertThat(takeAll(1)).isEqualTo(all);
        assertThat(queue.size()).isZero();
    }

    @Test
    void clientsTakeTurnsHoweverManyRequestsOneHas() {
        for (int i = 0; i < 50; i++) {
            add("flood", 1);
        }
        add("b", 1);
        add("c", 1);
        add("b", 1);
        assertThat(takeAll(1).stream().map(Request::client).limit(7))
                .containsExactly("flood", "b", "c", "flood", "b", "flood", "flood");
    }

    @Test
    void whatDoesNotFitIsOvertakenEightTimesAndThenEverybodyWaitsForIt() {
        Request large = add("a", 100);
        for (int i = 0; i < 20; i++) {
            add(i % 2 == 0 ? "a" : "b", 1);
        }
        assertThat(takeAll(10)).hasSize(FairQueue.OVERTAKERS).doesNotContain(large);
        assertThat(takeAll(10)).isEmpty();
        assertThat(queue.take(each -> true)).contains(large);
        assertThat(takeAll(10)).hasSize(20 - FairQueue.OVERTAKERS);
    }

    @Test
    void whoGoesAwayFreesTheWay() {
        Request large = add("a", 100);
        add("a", 1);
        for (int i = 0; i < 2 * FairQueue.OVERTAKERS; i++) {
            add("b", 1);
        }
        assertThat(takeAll(10)).hasSize(FairQueue.OVERTAKERS);
        assertThat(queue.remove(large)).isTrue();
        assertThat(queue.remove(large)).isFalse();
        assertThat(takeAll(10)).hasSize(FairQueue.OVERTAKERS + 1);
        assertThat(queue.size()).isZero();
    }

    @Test
    void drainingTakesEverything() {
        List<Request> all = List.of(add("a", 1), add("b", 1), add("a", 1));
        assertThat(queue.drain()).containsExactlyInAnyOrderElementsOf(all);
        assertThat(queue.size()).isZero();
        assertThat(queue.take(each -> true)).isEmpty();
    }

    /**
     * Cells that come and go at random: whoever waits is served after a bounded number of others.
     */
    @Test
    void nobodyStarves() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            int cells = 100;
            List<Request> running = new ArrayList<>();
            List<Integer> waitedFor = new ArrayList<>();
            int served = 0;
            Map<Request, Integer> servedWhenItCame = new HashMap<>();
            for (int step = 0; step < 3000; step++) {
                if (queue.size() < 30) {
                    Request request =
                            add(
                                    "client" + random.nextInt(4),
                                    1 + random.nextInt(random.nextInt(99) + 1));
                    servedWhenItCame.put(request, served);
                }
                int free = cells - running.stream().mapToInt(Request::cells).sum();
                var next = queue.take(each -> each.cells <= free);
                if (next.isPresent()) {
                    running.add(next.get());
                    waitedFor.add(served++ - servedWhenItCame.getOrDefault(next.get(), 0));
                } else if (!running.isEmpty()) {
                    running.remove(random.nextInt(running.size()));
                }
            }
            // At most the 29 that were there, as many turns of other clients, and the overtakers.
            assertThat(waitedFor).allMatch(each -> each <= 4 * 30 + FairQueue.OVERTAKERS);
            assertThat(served).isGreaterThan(500);
            queue.drain();
        }
    }
}
