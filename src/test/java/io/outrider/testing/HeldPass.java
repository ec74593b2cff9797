package io.outrider.testing;

import io.outrider.model.ForwardPass;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A model whose passes get stuck when the test wants it, until they are let go or aborted. */
public final class HeldPass implements ForwardPass {
    private final TableModel model;
    private volatile CountDownLatch held = new CountDownLatch(0);
    private volatile CountDownLatch stuck = new CountDownLatch(1);
    private volatile boolean aborted;

    public HeldPass(TableModel model) {
        this.model = model;
    }

    /** The next pass gets stuck. */
    public void hold() {
        stuck = new CountDownLatch(1);
        held = new CountDownLatch(1);
    }

    public void release() {
        held.countDown();
    }

    /** Waits until a pass is stuck. */
    public void awaitStuck() throws InterruptedException {
        stuck.await();
    }

    @Override
    public void run(List<Row> rows) throws PassFailed {
        if (held.getCount() > 0) {
            stuck.countDown();
            try {
                held.await();
            } catch (InterruptedException unexpected) {
                throw new PassFailed("interrupted");
            }
        }
        if (aborted) {
            throw new PassFailed("the pass was aborted");
        }
        model.run(rows);
    }

    @Override
    public void abort() {
        aborted = true;
        held.countDown();
    }

    @Override
    public Shape shape() {
        return model.shape();
    }

    @Override
    public void truncate(int sequence, int length) {
        model.truncate(sequence, length);
    }

    @Override
    public int usedCells() {
        return model.usedCells();
    }

    @Override
    public boolean cutsAnywhere() {
        return model.cutsAnywhere();
    }

    @Override
    public MemorySegment takeRow() {
        return model.takeRow();
    }

    @Override
    public void giveRow(MemorySegment row) {
        model.giveRow(row);
    }

    @Override
    public void close() {
        model.close();
    }
}
