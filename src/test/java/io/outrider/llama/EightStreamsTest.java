package io.outrider.llama;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.generation.GenerationRequest;
import io.outrider.generation.Limits;
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
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A seeded request writes beside seven others what it writes alone: other methods, other numbers of
 * drafted tokens, other ways to sample, and prompts so long that they are read in chunks while
 * others write.
 *
 * <p>What each layout of the cache can promise is measured here. With one stream per sequence and
 * without flash attention every bit of a row is its session's own. In a unified cache a session's
 * cells lie where others left room, so that sums are taken in another order: 1e-5 of a logit in F32
 * without flash attention, a thousand times that with what a server uses by default.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
final class EightStreamsTest {
    private static final System.Logger LOG = System.getLogger(EightStreamsTest.class.getName());
    private static final List<String> METHODS = List.of("none", "chain", "block", "prompt-lookup");
    private static final int STREAMS = 8;
    private static final int LATECOMERS = 4;
    private static final int CELLS = 256;

    /** Four writers cannot come so far in one pass, and need five of their own. */
    private static final int WRITTEN_MEANWHILE = 20;

    private static final int SEEDS = 12;

    /** Without end tokens, so that every stream is as long as it may be. */
    private static final Map<Integer, Double> ENDLESS =
            Map.of(297, -100.0, 298, -100.0, 299, -100.0);

    private static final List<Sampling> SAMPLINGS =
            List.of(
                    new Sampling(1, 0, 1, 0, 0, 0, 1, 64, ENDLESS),
                    new Sampling(0.8, 40, 0.95, 0, 0, 0, 1, 64, ENDLESS),
                    new Sampling(1.2, 0, 1, 0.02, 0.3, 0.3, 1.1, 64, ENDLESS));

    private static ContextSettings context(
            Layout layout, FlashAttention attention, CacheType type) {
        return new ContextSettings(STREAMS * CELLS, 64, 64, STREAMS, 1, attention, layout, type);
    }

    /** The first four write at length; the other four come later, with long prompts. */
    private static List<GenerationRequest> requests(int seed) {
        List<GenerationRequest> requests = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            boolean late = i >= STREAMS - LATECOMERS;
            int half = late ? 50 + (13 * seed + 11 * i) % 45 : 1 + (7 * seed + 5 * i) % 20;
            // A prompt that repeats itself gives the look-up something to find.
            int[] text = Rows.text(131L * seed + i, half, 297);
            int[] prompt = new int[2 * half];
            System.arraycopy(text, 0, prompt, 0, half);
            System.arraycopy(text, 0, prompt, half, half);
            // A different method, number and way to sample meet in every round of seeds.
            String method = METHODS.get((i + seed) % METHODS.size());
            requests.add(
                    new GenerationRequest(
                            method + "-" + seed + "-" + i,
                            Prompt.Tokens.of(prompt),
                            SAMPLINGS.get((i + seed / 3) % SAMPLINGS.size()),
                            Limits.tokens(late ? 60 : 120),
                            Speculation.of(method, 1 + (seed + 3 * i) % 6),
                            OptionalLong.of(1000L * seed + i),
                            Optional.empty()));
        }
        return requests;
    }

    /** Starts the first four, and the others once one of those has written a little. */
    private static List<TinyStream> together(
            TinyEngine engine, List<GenerationRequest> requests, AtomicInteger chunkedBeside) {
        List<TinyStream> streams = new ArrayList<>();
        CompletableFuture<Void> writing = new CompletableFuture<>();
        for (GenerationRequest request : requests.subList(0, STREAMS - LATECOMERS)) {
            streams.add(
                    TinyStream.run(
                            engine,
                            request,
                            stream -> {
                                if (stream.deltas() == 2) {
                                    writing.complete(null);
                                }
                            }));
        }
        writing.orTimeout(60, TimeUnit.SECONDS).join();
        List<TinyStream> writers = List.copyOf(streams);
        for (GenerationRequest request : requests.subList(STREAMS - LATECOMERS, STREAMS)) {
            int before = written(writers);
            streams.add(
                    TinyStream.run(
                            engine,
                            request,
                            stream -> {
                                // Its prompt took several passes, and others wrote in them.
                                if (stream.deltas() == 1
                                        && written(writers) >= before + WRITTEN_MEANWHILE) {
                                    chunkedBeside.incrementAndGet();
                                }
                            }));
        }
        return streams;
    }

    private static int written(List<TinyStream> streams) {
        return streams.stream().mapToInt(TinyStream::deltas).sum();
    }

    /** What many rounds of eight came to. */
    private record Compared(int streams, int differing, int chunkedBesideOthers) {}

    private static Compared compare(ContextSettings context, int seeds)
            throws InterruptedException {
        int differing = 0;
        AtomicInteger beside = new AtomicInteger();
        try (TinyEngine engine = new TinyEngine(TinyPair.in(Natives.FOLDER), context)) {
            for (int seed = 0; seed < seeds; seed++) {
                List<GenerationRequest> requests = requests(seed);
                List<TinyStream.Written> alone =
                        requests.stream()
                                .map(request -> TinyStream.run(engine, request).end())
                                .toList();
                assertThat(alone).doesNotHaveDuplicates();
                List<TinyStream> streams = together(engine, requests, beside);
                for (int i = 0; i < STREAMS; i++) {
                    differing += streams.get(i).end().equals(alone.get(i)) ? 0 : 1;
                }
            }
            assertThat(engine.cellsHeldWhenIdle()).isZero();
        }
        return new Compared(seeds * STREAMS, differing, beside.get());
    }

    @Test
    void eightStreamsWriteWhatTheyWriteAlone() throws InterruptedException {
        Compared compared =
                compare(context(Layout.PER_SEQUENCE, FlashAttention.OFF, CacheType.F32), SEEDS);
        LOG.log(System.Logger.Level.INFO, "per sequence, F32, no flash attention: {0}", compared);
        assertThat(compared.differing()).isZero();
        assertThat(compared.chunkedBesideOthers())
                .as("of %d prompts that came late", SEEDS * LATECOMERS)
                .isGreaterThan(SEEDS * LATECOMERS / 2);
    }

    @Test
    void inACacheThatTheyShareFewStreamsDiffer() throws InterruptedException {
        Compared compared =
                compare(context(Layout.UNIFIED, FlashAttention.OFF, CacheType.F32), SEEDS);
        LOG.log(System.Logger.Level.INFO, "unified, F32, no flash attention: {0}", compared);
        // Longer streams than those of which 2 in 800 differed; none of 192 did when measured.
        assertThat(compared.differing()).as(compared.toString()).isLessThanOrEqualTo(4);
    }

    @Test
    void asAServerRunsByDefaultManyStreamsDifferAndNotMost() throws InterruptedException {
        Compared compared = compare(context(Layout.UNIFIED, FlashAttention.ON, CacheType.F16), 6);
        LOG.log(System.Logger.Level.INFO, "unified, F16, flash attention: {0}", compared);
        // 36 of 96 when measured; of these 48, 18 are to be expected, with a deviation of 3.4.
        assertThat(compared.differing()).as(compared.toString()).isLessThan(36);
    }
}
