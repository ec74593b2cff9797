package io.outrider.engine;

import io.outrider.engine.Rendezvous.Work;
import io.outrider.model.ForwardPass;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What the engine thread does while it serves: takes the next piece of work from the rendezvous,
 * chores or a pass, until the rendezvous closes. Whatever a piece of work throws, the loop goes on,
 * or parked sessions and their clients would wait for ever.
 */
final class PassLoop {
    private static final System.Logger LOG = System.getLogger(PassLoop.class.getName());

    private final Machine machine;
    private final Scheduler scheduler;
    private final Rendezvous rendezvous;
    private final EngineObserver observer;
    private final LongSupplier clock;
    private final Watchdog watchdog;
    private final Consumer<String> broke;
    private volatile boolean aborted;
    private volatile EngineObserver.Holdings holdings;

    /**
     * @param broke told why nothing can be served any more
     */
    PassLoop(
            Machine machine,
            Scheduler scheduler,
            EngineObserver observer,
            LongSupplier clock,
            Watchdog watchdog,
            Consumer<String> broke) {
        this.machine = machine;
        this.scheduler = scheduler;
        this.rendezvous = scheduler.rendezvous();
        this.observer = observer;
        this.clock = clock;
        this.watchdog = watchdog;
        this.broke = broke;
        this.holdings = scheduler.holdings();
    }

    Scheduler scheduler() {
        return scheduler;
    }

    /** As of the last tick; from any thread. */
    EngineObserver.Holdings holdings() {
        return holdings;
    }

    /** What is wrong when the loop is stuck; from any thread. */
    Optional<String> stall() {
        return watchdog.stall();
    }

    /** Ends the pass that is running; every session must have been failed. From any thread. */
    void abort() {
        aborted = true;
        machine.target().abort();
        machine.draft().ifPresent(each -> each.pass().abort());
    }

    /** Serves until the rendezvous closes. */
    void run() throws InterruptedException {
        long nextDeadline = Long.MAX_VALUE;
        while (true) {
            try {
                Work work = rendezvous.await(nextDeadline);
                if (work instanceof Work.Closed) {
                    scheduler.closePrefixes();
                    holdings = scheduler.holdings();
                    return;
                }
                watchdog.takesUp();
                work(work);
                nextDeadline = scheduler.endOverdue();
                holdings = scheduler.holdings();
            } catch (RuntimeException | Error failed) {
                broken(failed);
            }
            watchdog.ticked(holdings.running() + holdings.waiting());
        }
    }

    private void work(Work work) {
        switch (work) {
            case Work.Closed closed -> {}
            case Work.Chores(var chores) -> chores.forEach(this::chore);
            case Work.Pass(Tick tick) -> {
                // A pass that shrank is planned anew, for somebody else may use the room.
                if (!scheduler.spare(tick)) {
                    pass(tick);
                }
            }
        }
    }

    /** What fails takes nothing along: others' sessions arrive and leave by chores too. */
    private void chore(Runnable chore) {
        try {
            chore.run();
        } catch (RuntimeException | Error failed) {
            broken(failed);
        }
    }

    private void pass(Tick tick) {
        ForwardPass pass = pass(tick.role());
        long began = clock.getAsLong();
        try {
            pass.run(tick.rows());
        } catch (ForwardPass.PassFailed failed) {
            if (aborted) {
                LOG.log(System.Logger.Level.INFO, "the running pass was ended");
            } else {
                broken(failed);
            }
            return;
        }
        long nanos = clock.getAsLong() - began;
        watchdog.passTook(nanos);
        observer.pass(tick.role(), tick.rows().size(), tick.prefillRows(), nanos);
        rendezvous.served(tick, nanos, pass.usedCells());
    }

    private ForwardPass pass(Role role) {
        return switch (role) {
            case TARGET -> machine.target();
            case DRAFT -> machine.draft().orElseThrow().pass();
        };
    }

    private void broken(Throwable failed) {
        LOG.log(System.Logger.Level.ERROR, "a pass failed; every session ends", failed);
        String why = "the model could not be evaluated: " + failed.getMessage();
        broke.accept(why);
        scheduler.fail(Failures.ENGINE, why);
    }
}
