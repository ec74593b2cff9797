package io.outrider.llama;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.outrider.model.ForwardPass;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * One model's key-value cache and the passes over it. Confined to the thread that made it; closing
 * twice is harmless.
 */
public final class LlamaContext implements ForwardPass {
    private static final int NO_ROOM = 1;

    private final LlamaModel model;
    private final LlamaLibrary library;
    private final ContextSettings settings;
    private final Shape shape;
    private final Arena arena = Arena.ofConfined();
    private final RowPool pool;
    private final LlamaBatch batch;
    private final int[] lengths;
    private final boolean cutsAnywhere;
    private MemorySegment context;
    private MemorySegment memory;

    /**
     * Makes a context.
     *
     * @throws LlamaException when there is too little memory or the settings do not fit the model
     */
    public LlamaContext(LlamaModel model, ContextSettings settings) {
        this.model = model;
        this.library = model.library();
        this.settings = settings;
        this.shape =
                new Shape(
                        model.vocabularySize(),
                        settings.cells(),
                        settings.rows(),
                        settings.sequences());
        this.lengths = new int[settings.sequences()];
        this.batch = new LlamaBatch(arena, settings.rows(), settings.sequences());
        this.pool = new RowPool(model.vocabularySize());
        this.context = library.newContext(model.open(), params());
        if (context.equals(MemorySegment.NULL)) {
            pool.close();
            arena.close();
            throw new LlamaException(
                    "llama.cpp could not make a context of "
                            + settings.cells()
                            + " cells; its log above says why (often too little memory: ask for a"
                            + " smaller context)");
        }
        this.memory = library.memoryOf(context);
        this.cutsAnywhere = !model.isRecurrent() && provesThatItCuts();
    }

    private MemorySegment params() {
        MemorySegment params = library.contextDefaults(arena);
        AbiProfile.ContextFields at = library.profile().context();
        LlamaLibrary.put(params, at.cells(), settings.cells());
        LlamaLibrary.put(params, at.batch(), settings.rows());
        LlamaLibrary.put(params, at.microBatch(), settings.rows());
        LlamaLibrary.put(params, at.sequences(), settings.sequences());
        LlamaLibrary.put(params, at.outputs(), settings.outputs());
        LlamaLibrary.put(params, at.threads(), settings.threads());
        LlamaLibrary.put(params, at.batchThreads(), settings.threads());
        boolean flash = settings.flashAttention() == ContextSettings.FlashAttention.ON;
        LlamaLibrary.put(params, at.flashAttentionType(), flash ? 1 : 0);
        LlamaLibrary.putFlag(params, at.flashAttentionFlag(), flash);
        LlamaLibrary.put(params, at.keyType(), settings.cacheType().ggml());
        LlamaLibrary.put(params, at.valueType(), settings.cacheType().ggml());
        LlamaLibrary.putFlag(params, at.fullWindow(), true);
        LlamaLibrary.putFlag(
                params, at.unified(), settings.layout() == ContextSettings.Layout.UNIFIED);
        return params;
    }

    /** Tries what speculation needs: evaluate two rows, take the second back. */
    private boolean provesThatItCuts() {
        batch.clear();
        batch.add(0, 0, false, 0);
        batch.add(0, 1, true, 0);
        int code = library.decode(context, batch.struct());
        if (code != 0) {
            close();
            throw new LlamaException("the first pass failed with code " + code);
        }
        boolean cuts = library.removeFrom(memory, 0, 1);
        library.removeFrom(memory, 0, -1);
        return cuts;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public boolean cutsAnywhere() {
        return cutsAnywhere;
    }

    @Override
    public MemorySegment takeRow() {
        return pool.take();
    }

    @Override
    public void giveRow(MemorySegment row) {
        pool.give(row);
    }

    /** Off-heap bytes held for rows of logits. */
    public long rowBytes() {
        return pool.bytes();
    }

    @Override
    public int usedCells() {
        int used = 0;
        for (int length : lengths) {
            used += length;
        }
        return used;
    }

    @Override
    public void run(List<Row> rows) throws PassFailed {
        open();
        check(rows);
        int from = 0;
        while (from < rows.size()) {
            int to = from;
            int wanted = 0;
            while (to < rows.size() && wanted < settings.outputs()) {
                wanted += rows.get(to++).wanted() ? 1 : 0;
            }
            decode(rows.subList(from, to));
            from = to;
        }
        for (Row row : rows) {
            lengths[row.sequence()] = row.position() + 1;
        }
    }

    private void decode(List<Row> rows) throws PassFailed {
        batch.clear();
        for (Row row : rows) {
            batch.add(row.token(), row.position(), row.wanted(), row.sequence());
        }
        int code = library.decode(context, batch.struct());
        if (code == NO_ROOM && rows.size() > 1) {
            // Older builds need consecutive cells: a fragmented cache may still take two halves.
            int half = rows.size() / 2;
            decode(rows.subList(0, half));
            decode(rows.subList(half, rows.size()));
            return;
        }
        if (code != 0) {
            throw new PassFailed(
                    switch (code) {
                        case NO_ROOM -> "the key-value cache is full";
                        case 2 -> "the pass was aborted";
                        default -> "llama_decode gave code " + code;
                    });
        }
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).wanted()) {
                MemorySegment logits = library.logits(context, i);
                if (logits.equals(MemorySegment.NULL)) {
                    throw new PassFailed("row " + i + " has no logits");
                }
                long bytes = JAVA_FLOAT.byteSize() * shape.vocabulary();
                rows.get(i).into().copyFrom(logits.reinterpret(bytes));
            }
        }
    }

    /** Whatever is wrong here would be a native assertion there. */
    private void check(List<Row> rows) {
        if (rows.isEmpty() || rows.size() > shape.rows()) {
            throw new LlamaException(rows.size() + " rows in a pass of " + shape.rows());
        }
        int[] next = lengths.clone();
        int used = usedCells();
        for (Row row : rows) {
            int sequence = row.sequence();
            if (sequence < 0 || sequence >= shape.sequences()) {
                throw new LlamaException("no sequence " + sequence);
            }
            if (row.token() < 0 || row.token() >= shape.vocabulary()) {
                throw new LlamaException("no token " + row.token());
            }
            if (row.position() != next[sequence]) {
                throw new LlamaException(
                        "position " + row.position() + " after " + next[sequence] + " in " + row);
            }
            next[sequence]++;
            used++;
        }
        if (used > shape.cells()) {
            throw new LlamaException(used + " cells in a cache of " + shape.cells());
        }
    }

    @Override
    public void truncate(int sequence, int length) {
        open();
        if (sequence < 0 || sequence >= shape.sequences() || length < 0) {
            throw new LlamaException("cannot cut sequence " + sequence + " to " + length);
        }
        if (lengths[sequence] <= length) {
            return;
        }
        if (!library.removeFrom(memory, sequence, length == 0 ? -1 : length)) {
            throw new LlamaException("sequence " + sequence + " cannot be cut to " + length);
        }
        lengths[sequence] = length;
    }

    /**
     * Lets another sequence share the first cells of one.
     *
     * @param length how many positions, at most what {@code from} holds; {@code to} must be empty
     */
    public void share(int from, int to, int length) {
        open();
        if (from == to || length > lengths[from] || lengths[to] != 0) {
            throw new LlamaException("cannot share " + length + " of " + from + " with " + to);
        }
        library.copy(memory, from, to, 0, length);
        lengths[to] = length;
    }

    private void open() {
        if (context.equals(MemorySegment.NULL)) {
            throw new LlamaException("the context was closed");
        }
    }

    LlamaModel model() {
        return model;
    }

    @Override
    public void close() {
        MemorySegment closing = context;
        context = MemorySegment.NULL;
        if (!closing.equals(MemorySegment.NULL)) {
            library.freeContext(closing);
            pool.close();
            arena.close();
        }
    }
}
