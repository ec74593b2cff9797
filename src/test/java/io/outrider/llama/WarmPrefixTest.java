package io.outrider.llama;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.generation.GenerationEvent;
import io.outrider.generation.GenerationRequest;
import io.outrider.generation.Limits;
import io.outrider.generation.Owner;
import io.outrider.generation.Prompt;
import io.outrider.generation.Sampling;
import io.outrider.generation.Speculation;
import io.outrider.llama.ContextSettings.CacheType;
import io.outrider.llama.ContextSettings.FlashAttention;
import io.outrider.llama.ContextSettings.Layout;
import io.outrider.testing.TinyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The pair in llama.cpp writes after a reused prefix what it writes after its own. Rows change by
 * less than 1e-5 with the place of their cells (see {@link FourStreamsTest}), so a draw may come to
 * differ once in some hundred texts.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class WarmPrefixTest {
    private static final List<String> METHODS = List.of("none", "chain", "block", "prompt-lookup");
    private static final int SESSIONS = 4;
    private static final int PREFIX = 60;

    private static final Sampling ENDLESS =
            new Sampling(1, 0, 1, 0, 0, 0, 1, 64, Map.of(297, -100.0, 298, -100.0, 299, -100.0));

    private static final ContextSettings CONTEXT =
            new ContextSettings(
                    512,
                    128,
                    64,
                    SESSIONS + 4,
                    1,
                    FlashAttention.OFF,
                    Layout.UNIFIED,
                    CacheType.F32);

    private record Written(String text, int cachedTokens) {}

    private static CompletableFuture<Written> run(TinyEngine engine, GenerationRequest request) {
        CompletableFuture<Written> written = new CompletableFuture<>();
        StringBuilder text = new StringBuilder();
        var unused =
                engine.submit(
                        request,
                        event -> {
                            switch (event) {
                                case GenerationEvent.Started started -> {}
                                case GenerationEvent.Delta delta -> text.append(delta.text());
                                case GenerationEvent.Finished finished ->
                                        written.complete(
                                                new Written(
                                                        text.toString(),
                                                        finished.usage().cachedTokens()));
                                case GenerationEvent.Failed failed ->
                                        written.completeExceptionally(new AssertionError(failed));
                            }
                        });
        return written.orTimeout(60, TimeUnit.SECONDS);
    }

    /** Prompts that begin with the same tokens and end with their own. */
    private static List<GenerationRequest> requests(int count) {
        int[] prefix = Rows.text(21, PREFIX, 297);
        List<GenerationRequest> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] own = Rows.text(100 + i, 8, 297);
            int[] prompt = new int[PREFIX + 9];
            System.arraycopy(prefix, 0, prompt, 0, PREFIX);
            prompt[PREFIX] = i;
            System.arraycopy(own, 0, prompt, PREFIX + 1, own.length);
            String method = METHODS.get(i % METHODS.size());
            requests.add(
                    new GenerationRequest(
                            method + i,
                            Prompt.Tokens.of(prompt),
                            ENDLESS,
                            Limits.tokens(30),
                            Speculation.of(method, 3),
                            OptionalLong.of(i),
                            Optional.of(Owner.keyless(""))));
        }
        return requests;
    }

    private static TinyEngine engine(int prefixCells) throws InterruptedException {
        return new TinyEngine(TinyPair.in(Natives.FOLDER), CONTEXT, SESSIONS, prefixCells);
    }

    @Test
    void afterAReusedPrefixTheSameTextFollows() throws InterruptedException {
        List<GenerationRequest> requests = requests(40);
        List<Written> cold;
        try (TinyEngine engine = engine(0)) {
            cold = requests.stream().map(request -> run(engine, request).join()).toList();
        }
        List<Written> warm = new ArrayList<>();
        try (TinyEngine engine = engine(200)) {
            for (int i = 0; i < 20; i++) {
                warm.add(run(engine, requests.get(i)).join());
            }
            requests.subList(20, 40).stream()
                    .map(request -> run(engine, request))
                    .toList()
                    .forEach(written -> warm.add(written.join()));
            assertThat(engine.cellsHeldWhenIdle()).isZero();
            assertThat(engine.keptCells()).isBetween(PREFIX, 200);
        }
        int differing = 0;
        for (int i = 0; i < requests.size(); i++) {
            differing += warm.get(i).text().equals(cold.get(i).text()) ? 0 : 1;
            assertThat(cold.get(i).cachedTokens()).isZero();
            assertThat(warm.get(i).cachedTokens())
                    .as("request %d", i)
                    .isEqualTo(i == 0 ? 0 : PREFIX);
        }
        assertThat(differing).isLessThanOrEqualTo(2);
    }
}
