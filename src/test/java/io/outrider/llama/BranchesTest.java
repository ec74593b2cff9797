package io.outrider.llama;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.testing.TinyPair;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Trees without a custom mask: the trunk's cells belong to every branch, and one batch evaluates
 * the pending token, which is in all sequences, beside branch tokens that are in their own.
 */
final class BranchesTest {
    private static final int VOCABULARY = 300;
    private static final int TRUNK = 12;
    private static final int BRANCH = 4;

    private final Arena arena = Arena.ofConfined();
    private final LlamaBatch batch = new LlamaBatch(arena, 64, 3);
    private final int[] trunk = Rows.text(1, TRUNK + 1, VOCABULARY);
    private LlamaLibrary library;
    private LlamaModel model;
    private MemorySegment context;
    private MemorySegment memory;

    @BeforeEach
    void open() {
        library = Natives.library();
        model = LlamaModel.load(library, TinyPair.in(Natives.FOLDER).target(), 0, share -> {});
        MemorySegment params = library.contextDefaults(arena);
        AbiProfile.ContextFields at = library.profile().context();
        LlamaLibrary.put(params, at.cells(), 256);
        LlamaLibrary.put(params, at.sequences(), 3);
        LlamaLibrary.put(params, at.threads(), 1);
        LlamaLibrary.put(params, at.batchThreads(), 1);
        LlamaLibrary.put(params, at.flashAttentionType(), 1);
        LlamaLibrary.putFlag(params, at.flashAttentionFlag(), true);
        LlamaLibrary.putFlag(params, at.unified(), true);
        context = library.newContext(model.open(), params);
        memory = library.memoryOf(context);
    }

    @AfterEach
    void close() {
        library.freeContext(context);
        model.close();
        arena.close();
    }

    private static int[] branch(int number) {
        return Rows.text(100 + number, BRANCH, VOCABULARY);
    }

    /** Logits of all rows of the batch. */
    private List<float[]> decode() {
        assertThat(library.decode(context, batch.struct())).isZero();
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            rows.add(
                    library.logits(context, i)
                            .reinterpret(Float.BYTES * VOCABULARY)
                            .toArray(JAVA_FLOAT));
        }
        return rows;
    }

    private void evaluateTrunk() {
        batch.clear();
        for (int i = 0; i < TRUNK; i++) {
            batch.add(trunk[i], i, true, 0);
        }
        decode();
    }

    /** Logits after the trunk and along a branch, with nothing else in the cache. */
    private List<float[]> linear(int[] branch) {
        library.removeFrom(memory, 0, -1);
        evaluateTrunk();
        batch.clear();
        batch.add(trunk[TRUNK], TRUNK, true, 0);
        for (int i = 0; i < branch.length; i++) {
            batch.add(branch[i], TRUNK + 1 + i, true, 0);
        }
        List<float[]> rows = decode();
        library.removeFrom(memory, 0, -1);
        return rows;
    }

    @Test
    void branchesOfOneBatchEqualLinearPasses() {
        List<float[]> first = linear(branch(1));
        List<float[]> second = linear(branch(2));
        evaluateTrunk();
        library.copy(memory, 0, 1, 0, TRUNK);
        library.copy(memory, 0, 2, 0, TRUNK);
        batch.clear();
        batch.add(trunk[TRUNK], TRUNK, true, 0, 1, 2);
        for (int i = 0; i < BRANCH; i++) {
            batch.add(branch(1)[i], TRUNK + 1 + i, true, 1);
            batch.add(branch(2)[i], TRUNK + 1 + i, true, 2);
        }
        List<float[]> rows = decode();

        Rows.assertSame(rows.subList(0, 1), first.subList(0, 1));
        for (int i = 0; i < BRANCH; i++) {
            Rows.assertSame(rows.subList(1 + 2 * i, 2 + 2 * i), first.subList(i + 1, i + 2));
            Rows.assertSame(rows.subList(2 + 2 * i, 3 + 2 * i), second.subList(i + 1, i + 2));
        }
    }

    @Test
    void theWinningBranchGoesOnAsTheSession() {
        int[] next = Rows.text(7, 1, VOCABULARY);
        int[] longer = Arrays.copyOf(branch(2), BRANCH + 1);
        longer[BRANCH] = next[0];
        List<float[]> expected = linear(longer);
        evaluateTrunk();
        library.copy(memory, 0, 1, 0, TRUNK);
        library.copy(memory, 0, 2, 0, TRUNK);
        batch.clear();
        batch.add(trunk[TRUNK], TRUNK, true, 0, 1, 2);
        for (int i = 0; i < BRANCH; i++) {
            batch.add(branch(1)[i], TRUNK + 1 + i, true, 1);
            batch.add(branch(2)[i], TRUNK + 1 + i, true, 2);
        }
        decode();

        library.removeFrom(memory, 0, TRUNK + 1);
        library.copy(memory, 2, 0, TRUNK + 1, TRUNK + 1 + BRANCH);
        library.removeFrom(memory, 1, -1);
        library.removeFrom(memory, 2, -1);
        batch.clear();
        batch.add(next[0], TRUNK + 1 + BRANCH, true, 0);
        // The new token's cell lies before its branch's, and flash attention adds up in half
        // precision in the order of cells.
        assertThat(Rows.distance(decode().getFirst(), expected.getLast())).isLessThan(0.01f);
    }

    @Test
    void aTokenTheBranchDoesNotHoldChangesNothingThere() {
        List<float[]> expected = linear(branch(1));
        evaluateTrunk();
        library.copy(memory, 0, 1, 0, TRUNK);
        batch.clear();
        batch.add(trunk[TRUNK], TRUNK, true, 0, 1);
        batch.add(branch(2)[0], TRUNK + 1, true, 0);
        batch.add(branch(1)[0], TRUNK + 1, true, 1);
        List<float[]> rows = decode();
        Rows.assertSame(rows.subList(2, 3), expected.subList(1, 2));
        assertThat(Rows.distance(rows.get(1), rows.get(2))).isGreaterThan(0.1f);
    }
}
