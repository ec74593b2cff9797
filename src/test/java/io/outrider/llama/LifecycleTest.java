package io.outrider.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrider.model.ForwardPass.PassFailed;
import io.outrider.testing.TinyPair;
import io.outrider.text.Piece;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Closing in any order, twice, and using afterwards: never the end of the JVM. */
final class LifecycleTest {

    private static LlamaModel model() {
        return LlamaModel.load(
                Natives.library(), TinyPair.in(Natives.FOLDER).target(), 0, share -> {});
    }

    private static LlamaContext context(LlamaModel model) {
        return new LlamaContext(model, LlamaContextTest.settings(256, 32, 32, 4));
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isExactlyInstanceOf(LlamaException.class)
                .hasMessageContaining("was closed");
    }

    @Test
    void aClosedContextRefusesEverythingAndClosesAgain() throws PassFailed {
        try (LlamaModel model = model()) {
            LlamaContext context = context(model);
            Rows.together(context, 0, 0, 1, 2, 3);
            MemorySegment row = context.takeRow();
            context.close();
            context.close();
            refused(() -> context.run(List.of(Rows.unwanted(1, 3, 0))));
            refused(() -> context.truncate(0, 1));
            refused(() -> context.share(0, 1, 1));
            refused(context::takeRow);
            context.giveRow(row);
            assertThat(context.shape().vocabulary()).isEqualTo(300);
        }
    }

    @Test
    void aClosedModelMakesNoContextAndNoTokenizerAndClosesAgain() {
        LlamaModel model = model();
        model.close();
        model.close();
        refused(() -> context(model).close());
        refused(() -> new LlamaTokenizer(model).close());
        refused(model::layers);
        refused(model::isRecurrent);
        assertThat(model.vocabularySize()).isEqualTo(300);
    }

    @Test
    void aModelClosedBeforeItsContextsStaysUntilTheyAreClosed() throws PassFailed {
        LlamaModel model = model();
        LlamaContext one = context(model);
        LlamaContext two = context(model);
        List<float[]> before = Rows.together(one, 0, 0, 1, 2, 3);
        model.close();
        Rows.assertSame(Rows.together(two, 0, 0, 1, 2, 3), before);
        one.close();
        one.close();
        assertThat(Rows.together(two, 0, 3, 4)).hasSize(1);
        two.close();
        refused(() -> context(model).close());
    }

    @Test
    void aModelClosedBeforeItsTokenizerStaysUntilThatIsClosed() {
        LlamaModel model = model();
        LlamaTokenizer tokenizer = new LlamaTokenizer(model);
        model.close();
        int[] ids = tokenizer.encode(List.of(Piece.user("the theory")));
        assertThat(ids).isNotEmpty();
        tokenizer.close();
        tokenizer.close();
        refused(() -> tokenizer.encode(List.of(Piece.user("the theory"))));
        assertThat(tokenizer.bytes('a')).isNotEmpty();
    }

    @Test
    void anotherThreadIsSentAway() throws Exception {
        try (LlamaModel model = model();
                LlamaContext context = context(model)) {
            Rows.together(context, 0, 0, 1, 2, 3);
            sentAway(() -> context.run(List.of(Rows.unwanted(1, 3, 0))));
            sentAway(() -> context.truncate(0, 1));
            sentAway(() -> context.share(0, 1, 1));
            sentAway(context::close);
            assertThat(Rows.together(context, 0, 3, 4)).hasSize(1);
        }
    }

    private static void sentAway(ThrowingCallable call) throws InterruptedException {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread.ofPlatform()
                .start(
                        () -> {
                            try {
                                call.call();
                                thrown.complete(new AssertionError("it was let in"));
                            } catch (Throwable expected) {
                                thrown.complete(expected);
                            }
                        })
                .join();
        try {
            assertThat(thrown.get()).isInstanceOf(WrongThreadException.class);
        } catch (ExecutionException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
