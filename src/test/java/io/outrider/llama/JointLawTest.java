package io.outrider.llama;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.generation.FinishReason;
import io.outrider.generation.GenerationEvent;
import io.outrider.generation.GenerationRequest;
import io.outrider.generation.Limits;
import io.outrider.generation.Prompt;
import io.outrider.generation.Sampling;
import io.outrider.generation.Speculation;
import io.outrider.llama.ContextSettings.CacheType;
import io.outrider.llama.ContextSettings.FlashAttention;
import io.outrider.llama.ContextSettings.Layout;
import io.outrider.model.ForwardPass.PassFailed;
import io.outrider.probability.ChiSquare;
import io.outrider.probability.Distribution;
import io.outrider.probability.LogitBias;
import io.outrider.probability.Logits;
import io.outrider.probability.Prefix;
import io.outrider.probability.Warp;
import io.outrider.probability.WarpSettings;
import io.outrider.testing.TinyPair;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The joint law of three tokens, sampled through the whole engine with many sessions at once,
 * against the law computed from the target's logits: the draft decides the speed, never the text.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class JointLawTest {
    private static final int TOKENS = 3;
    private static final int SAMPLES = 5000;
    private static final int AT_ONCE = 32;

    /** Seeds are fixed, so a lawful method either always passes or never; none came below .05. */
    private static final double SIGNIFICANCE = 1e-4;

    /** Repeats itself, so that the look-up finds something at once. */
    private static final int[] PROMPT = {2, 5, 4, 2, 5};

    private static final Sampling TRUNCATED =
            new Sampling(0.8, 5, 0.95, 0.02, 0, 0, 1, 64, Map.of());

    private static final ContextSettings CONTEXT =
            new ContextSettings(
                    1024, 256, 128, AT_ONCE, 1, FlashAttention.ON, Layout.UNIFIED, CacheType.F16);

    private static TinyEngine engine;

    @BeforeAll
    static void start() throws InterruptedException {
        engine = new TinyEngine(TinyPair.withFewTokens(Natives.FOLDER), CONTEXT);
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    /** What can be seen of an answer: its text, its length in tokens and why it ended. */
    private record Answer(String text, int tokens, FinishReason reason) {}

    // ---- what the engine writes ----------------------------------------------------------------

    private record Sample(Map<Answer, LongAdder> counts, LongAdder drafted, LongAdder accepted) {}

    private static Sample sample(String method, int drafts, Sampling sampling)
            throws InterruptedException {
        Sample sample = new Sample(new ConcurrentHashMap<>(), new LongAdder(), new LongAdder());
        Map<String, Throwable> failures = new ConcurrentHashMap<>();
        Semaphore places = new Semaphore(2 * AT_ONCE);
        for (int seed = 0; seed < SAMPLES; seed++) {
            places.acquire();
            StringBuilder text = new StringBuilder();
            engine.submit(
                    new GenerationRequest(
                            method + "-" + seed,
                            Prompt.Tokens.of(PROMPT),
                            sampling,
                            Limits.tokens(TOKENS),
                            Speculation.of(method, drafts),
                            OptionalLong.of(seed),
                            Optional.empty()),
                    event -> {
                        switch (event) {
                            case GenerationEvent.Started started -> {}
                            case GenerationEvent.Delta delta -> text.append(delta.text());
                            case GenerationEvent.Finished finished -> {
                                var answer =
                                        new Answer(
                                                text.toString(),
                                                finished.usage().completionTokens(),
                                                finished.reason());
                                sample.counts()
                                        .computeIfAbsent(answer, each -> new LongAdder())
                                        .increment();
                                sample.drafted().add(finished.speculation().draftedTokens());
                                sample.accepted().add(finished.speculation().acceptedTokens());
                                places.release();
                            }
                            case GenerationEvent.Failed failed -> {
                                failures.put(failed.message(), new AssertionError(failed));
                                places.release();
                            }
                        }
                    });
        }
        places.acquire(2 * AT_ONCE);
        assertThat(failures).isEmpty();
        return sample;
    }

    // ---- what the law says ---------------------------------------------------------------------

    /** The exact law of an answer under plain sampling from one model. */
    private static Map<Answer, Double> law(LlamaModel model, Sampling sampling) throws PassFailed {
        Map<Answer, Double> law = new HashMap<>();
        Warp warp =
                new Warp(
                        new WarpSettings(
                                sampling.temperature(),
                                sampling.topK(),
                                sampling.topP(),
                                sampling.minP(),
                                0,
                                0,
                                1,
                                LogitBias.none()));
        try (LlamaContext context =
                new LlamaContext(model, LlamaContextTest.settings(256, 32, 32, 1))) {
            extend(context, warp, PROMPT, "", 1, law);
        }
        assertThat(law.values().stream().mapToDouble(each -> each).sum())
                .isBetween(1 - 1e-9, 1 + 1e-9);
        return law;
    }

    private static void extend(
            LlamaContext context,
            Warp warp,
            int[] tokens,
            String text,
            double weight,
            Map<Answer, Double> law)
            throws PassFailed {
        context.truncate(0, 0);
        float[] row = Rows.together(context, 0, 0, tokens).getLast();
        Distribution next = warp.distribution(Logits.of(row), Prefix.none());
        int count = tokens.length - PROMPT.length + 1;
        for (int token = 0; token < next.size(); token++) {
            double probability = weight * next.probability(token);
            if (probability == 0) {
                continue;
            }
            String longer =
                    text + new String(engine.tokenizer().bytes(token), StandardCharsets.UTF_8);
            if (engine.tokenizer().endsGeneration(token)) {
                law.merge(new Answer(text, count, FinishReason.STOP), probability, Double::sum);
            } else if (count == TOKENS) {
                law.merge(new Answer(longer, count, FinishReason.LENGTH), probability, Double::sum);
            } else {
                int[] extended = Arrays.copyOf(tokens, tokens.length + 1);
                extended[tokens.length] = token;
                extend(context, warp, extended, longer, probability, law);
            }
        }
    }

    // ---- both together -------------------------------------------------------------------------

    /** How likely a sample at least as odd is under a law; 0 when it has an impossible answer. */
    private static double pValue(Sample sample, Map<Answer, Double> law) {
        if (!law.keySet().containsAll(sample.counts().keySet())) {
            return 0;
        }
        List<Answer> likely =
                law.entrySet().stream()
                        .filter(each -> each.getValue() * SAMPLES >= 8)
                        .sorted(Comparator.comparing(each -> -each.getValue()))
                        .map(Map.Entry::getKey)
                        .toList();
        long[] counts = new long[likely.size() + 1];
        double[] bins = new double[likely.size() + 1];
        long counted = 0;
        double mass = 0;
        for (int i = 0; i < likely.size(); i++) {
            LongAdder count = sample.counts().get(likely.get(i));
            counts[i] = count == null ? 0 : count.sum();
            bins[i] = law.getOrDefault(likely.get(i), 0.0);
            counted += counts[i];
            mass += bins[i];
        }
        // All rare answers share a bin.
        counts[likely.size()] = SAMPLES - counted;
        bins[likely.size()] = 1 - mass;
        return ChiSquare.pValue(counts, bins);
    }

    private static void everyMethodHasTheTargetsLaw(Sampling sampling) throws Exception {
        Map<Answer, Double> law = law(engine.target(), sampling);
        Map<Answer, Double> draftLaw = law(engine.draft(), sampling);
        assertThat(pValue(sample("none", 1, sampling), law)).isGreaterThan(SIGNIFICANCE);
        for (String method : List.of("chain", "block", "prompt-lookup")) {
            Sample sample = sample(method, 2, sampling);
            assertThat(pValue(sample, law)).as(method).isGreaterThan(SIGNIFICANCE);
            assertThat(pValue(sample, draftLaw)).as(method).isLessThan(1e-12);
            // Otherwise this would only have tested plain sampling, or copying.
            assertThat(sample.accepted().sum())
                    .as(method)
                    .isBetween(SAMPLES / 4L, sample.drafted().sum() - SAMPLES / 4L);
        }
    }

    @Test
    void everyMethodHasTheTargetsLawAtTemperatureOne() throws Exception {
        everyMethodHasTheTargetsLaw(Sampling.plain());
    }

    @Test
    void everyMethodHasTheTargetsLawThroughATruncatingChain() throws Exception {
        everyMethodHasTheTargetsLaw(TRUNCATED);
    }

    @Test
    void aSlightlyDifferentTemperatureIsNoticed() throws Exception {
        Map<Answer, Double> law = law(engine.target(), Sampling.plain());
        Sample warmer = sample("chain", 2, Sampling.plain().withTemperature(1.1));
        assertThat(pValue(warmer, law)).isLessThan(SIGNIFICANCE);
    }
}
