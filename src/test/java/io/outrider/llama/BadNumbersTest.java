package io.outrider.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrider.llama.ContextSettings.CacheType;
import io.outrider.llama.ContextSettings.FlashAttention;
import io.outrider.llama.ContextSettings.Layout;
import io.outrider.model.ForwardPass.PassFailed;
import io.outrider.model.ForwardPass.Row;
import io.outrider.testing.TinyPair;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What would be a native assertion, and so the end of the JVM, is an exception here. */
final class BadNumbersTest {
    private static LlamaModel model;
    private LlamaContext context;

    @BeforeAll
    static void load() {
        model =
                LlamaModel.load(
                        Natives.library(), TinyPair.in(Natives.FOLDER).target(), 0, share -> {});
    }

    @AfterAll
    static void unload() {
        model.close();
    }

    @BeforeEach
    void open() throws PassFailed {
        context = new LlamaContext(model, LlamaContextTest.settings(256, 32, 32, 4));
        Rows.together(context, 0, 0, 1, 2, 3);
    }

    /** Whatever was refused: the context still works, where it stood. */
    @AfterEach
    void stillWorks() throws PassFailed {
        assertThat(context.usedCells()).isEqualTo(3);
        assertThat(Rows.together(context, 0, 3, 4)).hasSize(1);
        context.close();
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call).isExactlyInstanceOf(LlamaException.class);
    }

    private void refusedRow(int token, int position, int sequence) {
        refused(() -> context.run(List.of(Rows.unwanted(token, position, sequence))));
    }

    @Test
    void tokensOutsideTheVocabulary() {
        for (int token : new int[] {-1, 300, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            refusedRow(token, 3, 0);
        }
    }

    @Test
    void positionsThatDoNotFollow() {
        for (int position : new int[] {-1, 0, 2, 4, Integer.MAX_VALUE}) {
            refusedRow(5, position, 0);
        }
        refusedRow(5, 1, 1);
        refused(() -> context.run(List.of(Rows.unwanted(5, 3, 0), Rows.unwanted(5, 5, 0))));
        refused(() -> context.run(List.of(Rows.unwanted(5, 3, 0), Rows.unwanted(5, 3, 0))));
    }

    @Test
    void sequencesThatDoNotExist() {
        for (int sequence : new int[] {-1, 4, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            refusedRow(5, 0, sequence);
            refused(() -> context.truncate(sequence, 0));
            refused(() -> context.share(sequence, 1, 1));
            refused(() -> context.share(0, sequence, 1));
        }
    }

    @Test
    void noRowsAndTooManyRows() {
        refused(() -> context.run(List.of()));
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 33; i++) {
            rows.add(Rows.unwanted(5, 3 + i, 0));
        }
        refused(() -> context.run(rows));
    }

    @Test
    void moreRowsThanThereAreCells() throws PassFailed {
        try (LlamaContext small =
                new LlamaContext(model, LlamaContextTest.settings(16, 32, 32, 4))) {
            Rows.together(small, 0, 0, new int[16]);
            assertThat(small.usedCells()).isEqualTo(16);
            refused(() -> small.run(List.of(Rows.unwanted(5, 16, 0))));
            refused(() -> small.run(List.of(Rows.unwanted(5, 0, 1))));
        }
    }

    @Test
    void badCutsAndCopies() throws PassFailed {
        refused(() -> context.truncate(0, -1));
        refused(() -> context.share(0, 0, 1));
        refused(() -> context.share(0, 1, 4));
        refused(() -> context.share(0, 1, -1));
        refused(() -> context.share(1, 0, 0));
        context.truncate(0, 99);
        context.truncate(1, 0);
        context.share(1, 2, 0);
        assertThat(context.usedCells()).isEqualTo(3);
    }

    @Test
    void copiesBetweenStreams() throws PassFailed {
        var settings =
                new ContextSettings(
                        512, 32, 32, 2, 1, FlashAttention.ON, Layout.PER_SEQUENCE, CacheType.F16);
        try (LlamaContext streams = new LlamaContext(model, settings)) {
            Rows.together(streams, 0, 0, 1, 2, 3);
            refused(() -> streams.share(0, 1, 2));
        }
    }

    @Test
    void rowsOfAnotherSize() {
        try (Arena arena = Arena.ofConfined()) {
            refused(() -> context.run(List.of(new Row(5, 3, 0, arena.allocate(4 * 299)))));
            refused(() -> context.run(List.of(new Row(5, 3, 0, arena.allocate(4 * 301)))));
        }
    }

    @Test
    void settingsOutOfRange() {
        refused(() -> LlamaContextTest.settings(15, 1, 1, 1));
        refused(() -> LlamaContextTest.settings((1 << 24) + 1, 1, 1, 1));
        refused(() -> LlamaContextTest.settings(256, 0, 1, 1));
        refused(() -> LlamaContextTest.settings(256, (1 << 16) + 1, 1, 1));
        refused(() -> LlamaContextTest.settings(256, 1, 1, 2));
        refused(() -> LlamaContextTest.settings(256, 1, 1, 0));
        refused(() -> LlamaContextTest.settings(256, 1, 257, 257));
        refused(() -> LlamaModel.load(Natives.library(), Natives.FOLDER, -1, share -> {}));
    }

    @Test
    void aCacheTypeThatDoesNotFitTheHeads() {
        // Q8_0 packs 32 numbers into a block, and the tiny model's heads have 10.
        for (FlashAttention attention : FlashAttention.values()) {
            refused(
                    () ->
                            new LlamaContext(
                                            model,
                                            new ContextSettings(
                                                    256,
                                                    32,
                                                    32,
                                                    4,
                                                    1,
                                                    attention,
                                                    Layout.UNIFIED,
                                                    CacheType.Q8_0))
                                    .close());
        }
    }

    @Test
    void batchesBeyondTheirCapacity() {
        try (Arena arena = Arena.ofConfined()) {
            LlamaBatch batch = new LlamaBatch(arena, 2, 2);
            refused(() -> batch.add(1, 0, true));
            refused(() -> batch.add(1, 0, true, 0, 1, 2));
            batch.add(1, 0, true, 0, 1);
            batch.add(1, 1, true, 0);
            refused(() -> batch.add(1, 2, true, 0));
            assertThat(batch.size()).isEqualTo(2);
            batch.clear();
            assertThat(batch.size()).isZero();
        }
    }
}
