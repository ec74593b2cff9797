package io.outrider.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.outrider.model.CellSharing;
import io.outrider.model.ForwardPass;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * One model's key-value cache and the passes over it. Confined to the thread that made it; closing
 * twice is harmless.
 */
public final class LlamaContext implements ForwardPass, CellSharing {
    private static final int NO_ROOM = 1;

    private final LlamaModel model;
    private final LlamaLibrary library;
    private final ContextSettings settings;
    private final Shape shape;
    private final Arena arena = Arena.ofConfined();
    private final RowPool pool;
    private final LlamaBatch batch;
    private final CacheLengths lengths;
    private final AbortFlag abort = new AbortFlag();
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
        this.lengths = new CacheLengths(shape);
        checkCacheType(model, settings);
        MemorySegment weights = model.hold();
        this.batch = new LlamaBatch(arena, settings.rows(), settings.sequences());
        this.pool = new RowPool(model.vocabularySize());
        this.context = library.newContext(weights, params());
        if (context.equals(MemorySegment.NULL)) {
            pool.close();
            arena.close();
            model.release();
            throw new LlamaException(
                    "llama.cpp could not make a context of "
                            + settings.cells()
                            + " cells; its log above says why (often too little memory: ask for a"
                            + " smaller context)");
        }
        this.memory = library.memoryOf(context);
        this.cutsAnywhere = !model.isRecurrent() && provesThatItCuts();
    }

    /** Older builds assert, and so end the process, where a cache cannot be read. */
    private static void checkCacheType(LlamaModel model, ContextSettings settings) {
        ContextSettings.CacheType type = settings.cacheType();
        int head = model.headSize();
        if (head % type.block() != 0) {
            throw new LlamaException(
                    type
                            + " packs "
                            + type.block()
                            + " numbers of the cache, but this model's heads have "
                            + head
                            + "; choose another cache type");
        }
        if (type == ContextSettings.CacheType.F32
                && settings.flashAttention() == ContextSettings.FlashAttention.ON
                && model.library().profile() == AbiProfile.B4916) {
            throw new LlamaException(
                    "flash attention of this old llama.cpp reads no F32 cache; choose F16");
        }
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
        params.set(ADDRESS, at.abortCallback(), abort.callback(arena));
        return params;
    }

    /** Tries what speculation needs: evaluate two rows, take the second back. */
    private boolean provesThatItCuts() {
        for (int position = 0; position < 2; position++) {
            batch.clear();
            batch.add(0, position, true, 0);
            int code = library.decode(context, batch.struct());
            if (code != 0) {
                close();
                throw new LlamaException("the first pass failed with code " + code);
            }
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
        return lengths.used();
    }

    @Override
    public void run(List<Row> rows) throws PassFailed {
        open();
        lengths.check(rows);
        try {
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
        } catch (PassFailed failed) {
            // A part may have been evaluated, and llama.cpp cleans up after some failures only.
            rows.forEach(row -> cut(row.sequence(), lengths.of(row.sequence())));
            throw failed;
        }
        lengths.advance(rows);
    }

    @Override
    public void abort() {
        abort.raise();
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

    @Override
    public void truncate(int sequence, int length) {
        open();
        if (length < 0) {
            throw new LlamaException("cannot cut sequence " + sequence + " to " + length);
        }
        if (lengths.of(sequence) <= length) {
            return;
        }
        if (!cut(sequence, length)) {
            throw new LlamaException("sequence " + sequence + " cannot be cut to " + length);
        }
        lengths.cut(sequence, length);
    }

    private boolean cut(int sequence, int length) {
        return library.removeFrom(memory, sequence, length == 0 ? -1 : length);
    }

    /** In a unified cache, of a model whose state is its cells and nothing else. */
    @Override
    public Optional<CellSharing> sharing() {
        return settings.layout() == ContextSettings.Layout.UNIFIED && cutsAnywhere
                ? Optional.of(this)
                : Optional.empty();
    }

    @Override
    public int length(int sequence) {
        return lengths.of(sequence);
    }

    @Override
    public void share(int from, int to, int length) {
        open();
        if (settings.layout() != ContextSettings.Layout.UNIFIED) {
            throw new LlamaException("sequences with streams of their own share no cells");
        }
        lengths.checkShare(from, to, length);
        library.copy(memory, from, to, lengths.of(to), length);
        lengths.share(from, to, length);
    }

    @Override
    public int cellsOnlyIn(Collection<Integer> sequences) {
        return lengths.onlyIn(sequences);
    }

    /** Native code takes calls from any thread and goes wrong later, so it is asked here. */
    private void open() {
        if (context.equals(MemorySegment.NULL)) {
            throw new LlamaException("the context was closed");
        }
        ownThread();
    }

    private void ownThread() {
        if (!batch.struct().isAccessibleBy(Thread.currentThread())) {
            throw new WrongThreadException("a context belongs to the thread that made it");
        }
    }

    @Override
    public void close() {
        MemorySegment closing = context;
        if (!closing.equals(MemorySegment.NULL)) {
            ownThread();
            context = MemorySegment.NULL;
            library.freeContext(closing);
            pool.close();
            arena.close();
            model.release();
        }
    }
}
