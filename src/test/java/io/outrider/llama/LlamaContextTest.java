package io.outrider.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrider.llama.ContextSettings.CacheType;
import io.outrider.llama.ContextSettings.FlashAttention;
import io.outrider.llama.ContextSettings.Layout;
import io.outrider.model.ForwardPass.PassFailed;
import io.outrider.model.ForwardPass.Row;
import io.outrider.testing.TinyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What passes compute. {@link OldLibraryTest} runs this on the old library as well. */
final class LlamaContextTest {
    private static final int VOCABULARY = 300;

    private static LlamaModel model;

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

    static ContextSettings settings(int cells, int rows, int outputs, int sequences) {
        return new ContextSettings(
                cells,
                rows,
                outputs,
                sequences,
                1,
                FlashAttention.ON,
                Layout.UNIFIED,
                CacheType.F16);
    }

    private static LlamaContext context() {
        return new LlamaContext(model, settings(256, 64, 64, 4));
    }

    private static int[] text(long seed, int length) {
        return Rows.text(seed, length, VOCABULARY);
    }

    @Test
    void rowsOfOnePassEqualRowsEvaluatedOneByOne() throws PassFailed {
        try (LlamaContext context = context()) {
            for (int length : new int[] {1, 2, 3, 5, 8, 13, 33, 64}) {
                int[] text = text(length, length);
                List<float[]> alone = Rows.oneByOne(context, 0, 0, text);
                context.truncate(0, 0);
                List<float[]> together = Rows.together(context, 0, 0, text);
                context.truncate(0, 0);
                Rows.assertSame(together, alone);
            }
        }
    }

    @Test
    void theTextBeforeMatters() throws PassFailed {
        try (LlamaContext context = context()) {
            int[] text = text(1, 20);
            float[] whole = Rows.together(context, 0, 0, text).getLast();
            float[] lastAlone = Rows.together(context, 1, 0, text[19]).getFirst();
            text[0] = (text[0] + 1) % VOCABULARY;
            float[] other = Rows.together(context, 2, 0, text).getLast();
            assertThat(Rows.distance(whole, lastAlone)).isGreaterThan(0.1f);
            assertThat(Rows.distance(whole, other)).isGreaterThan(0.001f);
        }
    }

    @Test
    void whatWasCutBackLeavesNoTrace() throws PassFailed {
        try (LlamaContext context = context()) {
            assertThat(context.cutsAnywhere()).isTrue();
            int[] text = text(2, 40);
            List<float[]> straight = Rows.together(context, 0, 0, text);
            for (int length : new int[] {39, 25, 1, 0}) {
                context.truncate(0, length);
                assertThat(context.usedCells()).isEqualTo(length);
                Rows.together(context, 0, length, text(length, 40 - length));
                context.truncate(0, length);
                Rows.assertSame(
                        Rows.together(context, 0, length, Arrays.copyOfRange(text, length, 40)),
                        straight.subList(length, 40));
            }
        }
    }

    @Test
    void aSharedPrefixContinuesLikeTheOriginalAndOutlivesIt() throws PassFailed {
        try (LlamaContext context = context()) {
            int[] text = text(3, 30);
            List<float[]> straight = Rows.together(context, 0, 0, text);
            context.share(0, 1, 20);
            context.truncate(0, 10);
            int[] rest = Arrays.copyOfRange(text, 20, 30);
            Rows.assertSame(Rows.together(context, 1, 20, rest), straight.subList(20, 30));
            context.truncate(0, 0);
            context.truncate(1, 20);
            Rows.assertSame(Rows.oneByOne(context, 1, 20, rest), straight.subList(20, 30));
            context.truncate(1, 0);
            assertThat(context.usedCells()).isZero();
        }
    }

    @Test
    void sequencesInOnePassDoNotSeeEachOther() throws PassFailed {
        try (LlamaContext context = context()) {
            List<List<float[]>> alone = new ArrayList<>();
            for (int sequence = 0; sequence < 4; sequence++) {
                alone.add(Rows.together(context, 0, 0, text(sequence, 16)));
                context.truncate(0, 0);
            }
            List<Row> rows = new ArrayList<>();
            for (int position = 0; position < 16; position++) {
                for (int sequence = 0; sequence < 4; sequence++) {
                    int token = text(sequence, 16)[position];
                    rows.add(new Row(token, position, sequence, context.takeRow()));
                }
            }
            List<float[]> mixed = Rows.run(context, rows);
            assertThat(context.usedCells()).isEqualTo(64);
            for (int i = 0; i < rows.size(); i++) {
                List<float[]> own = alone.get(rows.get(i).sequence());
                Rows.assertSame(mixed.subList(i, i + 1), List.of(own.get(rows.get(i).position())));
            }
        }
    }

    @Test
    void moreWantedRowsThanOutputsAreServedInSeveralPasses() throws PassFailed {
        int[] text = text(4, 50);
        try (LlamaContext whole = context();
                LlamaContext split = new LlamaContext(model, settings(256, 64, 4, 4))) {
            Rows.assertSame(Rows.together(split, 0, 0, text), Rows.together(whole, 0, 0, text));
        }
    }

    @Test
    void unwantedRowsCountAsContext() throws PassFailed {
        int[] text = text(5, 12);
        try (LlamaContext context = context()) {
            List<float[]> all = Rows.together(context, 0, 0, text);
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < 11; i++) {
                rows.add(Rows.unwanted(text[i], i, 1));
            }
            context.run(rows);
            Rows.assertSame(Rows.together(context, 1, 11, text[11]), all.subList(11, 12));
        }
    }

    @Test
    void everyKindOfContextComputesNearlyTheSame() throws PassFailed {
        int[] text = text(6, 40);
        try (LlamaContext usual = context()) {
            float[] expected = Rows.together(usual, 0, 0, text).getLast();
            for (FlashAttention attention : FlashAttention.values()) {
                for (Layout layout : Layout.values()) {
                    for (CacheType type : List.of(CacheType.F32, CacheType.F16, CacheType.BF16)) {
                        var settings =
                                new ContextSettings(512, 64, 64, 2, 2, attention, layout, type);
                        if (cannotRead(settings)) {
                            assertThatThrownBy(() -> new LlamaContext(model, settings).close())
                                    .isExactlyInstanceOf(LlamaException.class);
                            continue;
                        }
                        try (LlamaContext context = new LlamaContext(model, settings)) {
                            float[] actual = Rows.together(context, 1, 0, text).getLast();
                            assertThat(Rows.distance(actual, expected))
                                    .as(settings.toString())
                                    .isLessThan(type == CacheType.BF16 ? 0.2f : 0.05f);
                        }
                    }
                }
            }
        }
    }

    /** An assertion of the old library, were it asked to. */
    private static boolean cannotRead(ContextSettings settings) {
        return Natives.isOld()
                && settings.flashAttention() == FlashAttention.ON
                && settings.cacheType() == CacheType.F32;
    }

    @Test
    void theSmallestAndTheWidestContextWork() throws PassFailed {
        try (LlamaContext narrow = new LlamaContext(model, settings(16, 1, 1, 1));
                LlamaContext wide = new LlamaContext(model, settings(512, 512, 256, 256))) {
            int[] text = text(7, 16);
            Rows.assertSame(Rows.together(wide, 255, 0, text), Rows.oneByOne(narrow, 0, 0, text));
        }
    }

    @Test
    void aFullCacheFailsThePassAndNothingOfItCounts() throws PassFailed {
        int[] text = text(8, 300);
        // In streams each of two sequences owns half of the cells.
        var settings =
                new ContextSettings(
                        512, 300, 64, 2, 1, FlashAttention.ON, Layout.PER_SEQUENCE, CacheType.F16);
        try (LlamaContext context = new LlamaContext(model, settings)) {
            int[] start = Arrays.copyOf(text, 10);
            List<float[]> before = Rows.together(context, 0, 0, start);
            List<Row> rows = new ArrayList<>();
            for (int i = 10; i < 300; i++) {
                rows.add(Rows.unwanted(text[i], i, 0));
            }
            if (Natives.library().profile() == AbiProfile.MODERN) {
                assertThatThrownBy(() -> context.run(rows))
                        .isInstanceOf(PassFailed.class)
                        .hasMessageContaining("cache is full");
                assertThat(context.usedCells()).isEqualTo(10);
            }
            context.truncate(0, 5);
            Rows.assertSame(
                    Rows.together(context, 0, 5, Arrays.copyOfRange(start, 5, 10)),
                    before.subList(5, 10));
        }
    }

    @Test
    void anAbortedPassFailsAndNothingOfItCounts() throws Exception {
        int[] text = text(9, 4000);
        List<Row> rows = new ArrayList<>();
        for (int i = 10; i < 4000; i++) {
            rows.add(Rows.unwanted(text[i], i, 0));
        }
        try (LlamaContext context = new LlamaContext(model, settings(4096, 4000, 64, 4))) {
            long began = System.nanoTime();
            Rows.together(context, 0, 0, Arrays.copyOf(text, 10));
            context.run(rows);
            Duration whole = Duration.ofNanos(System.nanoTime() - began);
            context.truncate(0, 10);
            Thread.ofPlatform()
                    .start(
                            () -> {
                                LockSupport.parkNanos(whole.dividedBy(5).toNanos());
                                context.abort();
                            });
            assertThatThrownBy(() -> context.run(rows))
                    .isInstanceOf(PassFailed.class)
                    .hasMessageContaining("aborted");
            assertThat(context.usedCells()).isEqualTo(10);
            // What is raised stays raised, and what was evaluated before can still be cut.
            assertThatThrownBy(() -> Rows.together(context, 0, 10, text[10]))
                    .isInstanceOf(PassFailed.class)
                    .hasMessageContaining("aborted");
            context.truncate(0, 0);
            assertThat(context.usedCells()).isZero();
        }
    }

    @Test
    void rowMemoryIsUsedAgain() throws PassFailed {
        try (LlamaContext context = context()) {
            for (int i = 0; i < 50; i++) {
                Rows.together(context, 0, i, i);
            }
            assertThat(context.rowBytes()).isEqualTo(Float.BYTES * VOCABULARY);
        }
    }
}
