package io.outrider.cli.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Everybody who visits: eight clients that always ask, eight that come and go, one that stalls over
 * and over, and rushes of many at once. Each client has dice of its own, so that what it asks does
 * not depend on the others; a virtual thread each.
 */
final class Crowd {
    private static final int STEADY = 8;
    private static final int OCCASIONAL = 8;
    private static final int RUSH = 14;

    private final Visitor visitor;
    private final Visits visits;
    private final long seed;
    private final Tally tally = new Tally();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<Thread> clients = new ArrayList<>();

    Crowd(Visitor visitor, Visits visits, long seed) {
        this.visitor = visitor;
        this.visits = visits;
        this.seed = seed;
    }

    private interface Client {
        void live(Dice dice) throws InterruptedException;
    }

    void start() {
        // First, since what it tries takes longest.
        launch(this::stall);
        for (int i = 0; i < STEADY; i++) {
            launch(this::comeAgainAndAgain);
        }
        for (int i = 0; i < OCCASIONAL; i++) {
            launch(this::comeAndGo);
        }
        launch(this::rush);
    }

    Tally tally() {
        return tally;
    }

    /**
     * Lets nobody come any more, and waits for those who are there.
     *
     * @return how many had not ended when patience did
     */
    int stop(Duration patience) throws InterruptedException {
        closing.countDown();
        Thread last = Thread.ofVirtual().start(this::awaitAll);
        boolean ended = last.join(patience);
        int there = ended ? 0 : (int) clients.stream().filter(Thread::isAlive).count();
        clients.forEach(Thread::interrupt);
        return there;
    }

    private void awaitAll() {
        try {
            for (Thread client : clients) {
                client.join();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void launch(Client client) {
        Dice dice = new Dice(seed * 1000 + clients.size());
        clients.add(
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        client.live(dice);
                                    } catch (InterruptedException sentAway) {
                                        Thread.currentThread().interrupt();
                                    }
                                }));
    }

    /** Waits, or until nobody may come any more, which it then says. */
    private boolean closedAfter(int millis) throws InterruptedException {
        return closing.await(millis, TimeUnit.MILLISECONDS);
    }

    private Outcome make(Visit visit) {
        Ending ending = visitor.visit(visit);
        tally.count(ending);
        return ending.outcome();
    }

    /** Ruder than Retry-After asks for: the queue shall stay full. */
    private void comeAgainAndAgain(Dice dice) throws InterruptedException {
        int wait = 0;
        while (!closedAfter(wait)) {
            Outcome outcome = make(visits.next(dice));
            wait = outcome == Outcome.OVERFLOWED ? dice.between(200, 1200) : dice.between(0, 50);
        }
    }

    private void comeAndGo(Dice dice) throws InterruptedException {
        int wait = dice.between(0, 10_000);
        while (!closedAfter(wait)) {
            Outcome outcome = make(visits.next(dice));
            wait = outcome == Outcome.OVERFLOWED ? 1000 : dice.between(0, 50);
            wait = dice.comesUp(0.2) ? dice.between(2_000, 15_000) : wait;
        }
    }

    private void stall(Dice dice) throws InterruptedException {
        int wait = 0;
        while (!closedAfter(wait)) {
            make(visits.stalling(dice));
            wait = dice.between(500, 1500);
        }
    }

    private void rush(Dice dice) throws InterruptedException {
        while (!closedAfter(dice.between(5_000, 25_000))) {
            List<Thread> many = new ArrayList<>();
            for (int i = 0; i < RUSH; i++) {
                Visit visit = visits.quick(dice);
                many.add(Thread.ofVirtual().start(() -> make(visit)));
            }
            for (Thread one : many) {
                one.join();
            }
        }
    }
}
