package io.outrider.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Where requests wait their turn. It guarantees:
 *
 * <ul>
 *   <li>Clients take turns: whoever was served last comes after all the others, however many
 *       requests it has. A client's own requests go first come, first served.
 *   <li>What is too large for the room there is lets later ones that fit go first, but no more than
 *       {@value #OVERTAKERS} of them. After that nobody is served until there is room for it, which
 *       comes since those that run end. So the large does not starve, and does not block the small
 *       for longer than it takes to make room.
 * </ul>
 *
 * Not thread-safe.
 *
 * @param <T> what waits; told apart by identity
 */
final class FairQueue<T> {
    static final int OVERTAKERS = 8;

    private final Function<T, String> client;

    /** By client, in the order of turns; no queue is empty. */
    private final Map<String, ArrayDeque<Waiting<T>>> queues = new LinkedHashMap<>();

    private int size;

    private static final class Waiting<T> {
        final T item;
        int overtaken;

        Waiting(T item) {
            this.item = item;
        }
    }

    /**
     * @param client whose request it is
     */
    FairQueue(Function<T, String> client) {
        this.client = client;
    }

    int size() {
        return size;
    }

    void add(T item) {
        queues.computeIfAbsent(client.apply(item), name -> new ArrayDeque<>())
                .add(new Waiting<>(item));
        size++;
    }

    /** Takes one out, whose turn it need not be; false when it is not here. */
    boolean remove(T item) {
        String name = client.apply(item);
        ArrayDeque<Waiting<T>> queue = queues.getOrDefault(name, new ArrayDeque<>());
        boolean removed = queue.removeIf(each -> each.item == item);
        if (removed) {
            size--;
            if (queue.isEmpty()) {
                queues.remove(name);
            }
        }
        return removed;
    }

    /**
     * Takes the next one out.
     *
     * @param fits whether there is room for it; asked in turn, and not again after it said yes
     */
    Optional<T> take(Predicate<T> fits) {
        List<Waiting<T>> passedOver = new ArrayList<>();
        for (Waiting<T> next : inTurn()) {
            if (fits.test(next.item)) {
                passedOver.forEach(each -> each.overtaken++);
                serve(next.item);
                return Optional.of(next.item);
            }
            if (next.overtaken == OVERTAKERS) {
                return Optional.empty();
            }
            passedOver.add(next);
        }
        return Optional.empty();
    }

    /** Everybody's first, then everybody's second, and so on. */
    private List<Waiting<T>> inTurn() {
        List<Iterator<Waiting<T>>> lines = new ArrayList<>();
        queues.values().forEach(queue -> lines.add(queue.iterator()));
        List<Waiting<T>> order = new ArrayList<>(size);
        while (!lines.isEmpty()) {
            lines.removeIf(line -> !line.hasNext());
            lines.forEach(line -> order.add(line.next()));
        }
        return order;
    }

    private void serve(T item) {
        boolean unused = remove(item);
        // Its client goes to the end of the turns.
        ArrayDeque<Waiting<T>> rest = queues.remove(client.apply(item));
        if (rest != null) {
            queues.put(client.apply(item), rest);
        }
    }

    /** Takes everything out, in turn. */
    List<T> drain() {
        List<T> all = new ArrayList<>();
        inTurn().forEach(each -> all.add(each.item));
        queues.clear();
        size = 0;
        return all;
    }
}
