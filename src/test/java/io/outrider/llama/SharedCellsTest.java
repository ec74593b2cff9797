package io.outrider.llama;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.llama.ContextSettings.CacheType;
import io.outrider.llama.ContextSettings.FlashAttention;
import io.outrider.llama.ContextSettings.Layout;
import io.outrider.model.ForwardPass.PassFailed;
import io.outrider.testing.TinyPair;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sequences that hold the same cells. {@link OldLibraryTest} runs this on the old library too. */
final class SharedCellsTest {
    private static final int VOCABULARY = 300;
    private static final int[] TEXT = Rows.text(11, 40, VOCABULARY);
    private static final int PREFIX = 25;

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

    private static LlamaContext context() {
        return new LlamaContext(model, LlamaContextTest.settings(256, 64, 64, 4));
    }

    private static int[] rest(int from) {
        return Arrays.copyOfRange(TEXT, from, TEXT.length);
    }

    @Test
    void rowsAfterASharedPrefixEqualThoseAfterTheirOwn() throws PassFailed {
        try (LlamaContext context = context()) {
            List<float[]> fresh = Rows.together(context, 0, 0, TEXT);
            for (int length : new int[] {1, PREFIX, 39}) {
                context.share(0, 1, length);
                assertThat(context.length(1)).isEqualTo(length);
                Rows.assertSame(
                        Rows.together(context, 1, length, rest(length)),
                        fresh.subList(length, TEXT.length));
                context.truncate(1, 0);
            }
        }
    }

    @Test
    void aPrefixIsTheTextThatWasEvaluatedAndNothingElse() throws PassFailed {
        try (LlamaContext context = context()) {
            List<float[]> fresh = Rows.together(context, 0, 0, TEXT);
            int[] other = TEXT.clone();
            other[0] = (other[0] + 1) % VOCABULARY;
            Rows.together(context, 2, 0, other);
            context.share(2, 1, PREFIX);
            float[] last = Rows.together(context, 1, PREFIX, rest(PREFIX)).getLast();
            assertThat(Rows.distance(last, fresh.getLast())).isGreaterThan(0.001f);
        }
    }

    @Test
    void donorAndHeirGoInEitherOrderAndTheOtherStaysWhatItWas() throws PassFailed {
        for (int first = 0; first < 2; first++) {
            int second = 1 - first;
            try (LlamaContext context = context()) {
                List<float[]> fresh = Rows.together(context, 0, 0, TEXT);
                context.share(0, 1, PREFIX);
                Rows.together(context, 1, PREFIX, Rows.text(12, 7, VOCABULARY));
                context.truncate(first, 0);
                // Whoever takes the cells that became free must not be seen.
                Rows.together(context, 2, 0, Rows.text(13, 60, VOCABULARY));
                context.truncate(second, PREFIX);
                Rows.assertSame(
                        Rows.together(context, second, PREFIX, rest(PREFIX)),
                        fresh.subList(PREFIX, TEXT.length));
                context.truncate(second, 0);
                context.truncate(2, 0);
                assertThat(context.usedCells()).isZero();
            }
        }
    }

    @Test
    void aSequenceGoesOnInTheCellsOfAnotherThatIsAhead() throws PassFailed {
        // The order of a sequence's cells is now another one, which moves what is added up in half
        // precision by a hundredth of a logit.
        var precise =
                new ContextSettings(
                        256, 64, 64, 4, 1, FlashAttention.OFF, Layout.UNIFIED, CacheType.F32);
        try (LlamaContext context = new LlamaContext(model, precise)) {
            List<float[]> fresh = Rows.together(context, 0, 0, TEXT);
            Rows.together(context, 1, 0, Arrays.copyOf(TEXT, 10));
            context.share(0, 1, PREFIX);
            assertThat(context.usedCells()).isEqualTo(TEXT.length + 10);
            context.truncate(0, 0);
            assertThat(context.usedCells()).isEqualTo(PREFIX);
            for (int from : new int[] {PREFIX, 12, 5}) {
                context.truncate(1, from);
                List<float[]> rows = Rows.together(context, 1, from, rest(from));
                for (int i = 0; i < rows.size(); i++) {
                    assertThat(Rows.distance(rows.get(i), fresh.get(from + i))).isLessThan(1e-4f);
                }
            }
        }
    }

    @Test
    void sharedCellsAreTakenOnceInLlamaCppToo() throws PassFailed {
        try (LlamaContext context = context()) {
            int[] prefix = Rows.text(14, 200, VOCABULARY);
            for (int from = 0; from < 200; from += 50) {
                Rows.together(context, 0, from, Arrays.copyOfRange(prefix, from, from + 50));
            }
            for (int heir = 1; heir < 4; heir++) {
                context.share(0, heir, 200);
                Rows.together(context, heir, 200, Rows.text(heir, 18, VOCABULARY));
            }
            assertThat(context.usedCells()).isEqualTo(254);
            assertThat(context.cellsOnlyIn(List.of(1, 2))).isEqualTo(36);
            assertThat(context.cellsOnlyIn(List.of(0, 1, 2, 3))).isEqualTo(254);
            context.truncate(0, 0);
            context.truncate(3, 0);
            assertThat(context.usedCells()).isEqualTo(236);
            assertThat(context.cellsOnlyIn(List.of(1, 2))).isEqualTo(236);
        }
    }

    @Test
    void onlyOneBufferCanBeShared() {
        try (LlamaContext context = context();
                LlamaContext streams =
                        new LlamaContext(
                                model,
                                new ContextSettings(
                                        512,
                                        32,
                                        32,
                                        2,
                                        1,
                                        FlashAttention.ON,
                                        Layout.PER_SEQUENCE,
                                        CacheType.F16))) {
            assertThat(context.sharing()).contains(context);
            assertThat(streams.sharing()).isEmpty();
        }
    }
}
