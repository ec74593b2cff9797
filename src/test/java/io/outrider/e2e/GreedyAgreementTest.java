package io.outrider.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.catalog.CacheFolder;
import io.outrider.catalog.Catalog;
import io.outrider.catalog.NativeChoice;
import io.outrider.catalog.NativeLibraries;
import io.outrider.catalog.Progress;
import io.outrider.catalog.PullSettings;
import io.outrider.catalog.Puller;
import io.outrider.engine.Admission;
import io.outrider.engine.Engine;
import io.outrider.engine.EngineSettings;
import io.outrider.engine.EngineStatus;
import io.outrider.engine.Machine;
import io.outrider.engine.PrefillChunk;
import io.outrider.engine.QuietObserver;
import io.outrider.engine.UnderLoad;
import io.outrider.generation.GenerationEvent;
import io.outrider.generation.GenerationRequest;
import io.outrider.generation.Limits;
import io.outrider.generation.Prompt;
import io.outrider.generation.Sampling;
import io.outrider.generation.Speculation;
import io.outrider.gguf.GgufFile;
import io.outrider.gguf.Preflight;
import io.outrider.llama.ContextSettings;
import io.outrider.llama.LlamaContext;
import io.outrider.llama.LlamaLibrary;
import io.outrider.llama.LlamaModel;
import io.outrider.llama.LlamaTokenizer;
import io.outrider.model.ForwardPass.Row;
import io.outrider.probability.Logits;
import io.outrider.probability.Prefix;
import io.outrider.probability.Warp;
import io.outrider.probability.WarpSettings;
import io.outrider.testing.Costs;
import io.outrider.testing.RecordingTokenizer;
import io.outrider.text.ChatTemplate;
import io.outrider.text.Message;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * On the real pair, at temperature 0, every method writes what plain decoding writes, or differs
 * first where the target itself is undecided: where its two best logits lie closer together than
 * twice the noise of its kernels, measured here.
 */
@Tag("e2e")
final class GreedyAgreementTest {
    private static final int TOKENS = 96;
    private static final List<String> ASKS =
            List.of(
                    "Write a Python function that returns the nth Fibonacci number, with a doctest.",
                    "Explain in one paragraph why the sky is blue.",
                    "List five European capitals as a JSON array of objects with name and country.",
                    "Fix this code and repeat it: def area(r): retrun 3.14159 * r * r");

    private static LlamaLibrary library;
    private static LlamaModel target;
    private static LlamaModel draft;
    private static ChatTemplate template;
    private static RecordingTokenizer tokenizer;
    private static Engine engine;

    @BeforeAll
    static void start() throws InterruptedException {
        Map<String, String> environment = System.getenv();
        CacheFolder cache = CacheFolder.of(environment);
        Catalog catalog = Catalog.bundled();
        Puller puller = new Puller(cache, PullSettings.of(environment), Progress.toStandardError());
        Path targetFile = puller.pull(catalog.model("qwen2.5-coder-1.5b-instruct-q4_k_m"));
        Path draftFile = puller.pull(catalog.model("qwen2.5-coder-0.5b-instruct-q4_k_m"));
        NativeChoice natives =
                new NativeLibraries(catalog, cache, environment, Progress.toStandardError())
                        .locate(
                                Optional.ofNullable(environment.get("OUTRIDER_LLAMA_DIR"))
                                        .map(Path::of));
        library = LlamaLibrary.load(natives.loadOrder(), natives.backendFolder());
        GgufFile header = Preflight.check(targetFile);
        template = ChatTemplate.parse(header.string("tokenizer.chat_template").orElseThrow());
        target = LlamaModel.load(library, targetFile, 0, share -> {});
        draft = LlamaModel.load(library, draftFile, 0, share -> {});
        LlamaTokenizer real = new LlamaTokenizer(target);
        tokenizer = new RecordingTokenizer(real);
        engine =
                new Engine(
                        progress ->
                                new Machine(
                                        "target",
                                        List.of(),
                                        context(target, ContextSettings.CacheType.F16),
                                        Optional.of(
                                                new Machine.Drafter(
                                                        "draft",
                                                        context(
                                                                draft,
                                                                ContextSettings.CacheType.BF16))),
                                        tokenizer,
                                        Map.of(),
                                        Optional.of(template),
                                        Costs.flat(),
                                        real::close),
                        new EngineSettings(
                                1,
                                4,
                                2048,
                                new PrefillChunk(64, 64, Optional.empty()),
                                1 << 20,
                                "none",
                                4,
                                0,
                                Duration.ofSeconds(5),
                                UnderLoad.DEFAULT),
                        new QuietObserver(),
                        System::nanoTime,
                        () -> 1L);
        engine.start(why -> {});
        while (engine.status() instanceof EngineStatus.Loading) {
            Thread.sleep(10);
        }
    }

    @AfterAll
    static void stop() {
        engine.close();
        draft.close();
        target.close();
    }

    private static LlamaContext context(LlamaModel model, ContextSettings.CacheType type) {
        return new LlamaContext(
                model,
                new ContextSettings(
                        2048,
                        512,
                        64,
                        1,
                        Runtime.getRuntime().availableProcessors(),
                        ContextSettings.FlashAttention.ON,
                        ContextSettings.Layout.UNIFIED,
                        type));
    }

    private static List<Integer> write(String ask, Speculation speculation) throws Exception {
        tokenizer.recorded().clear();
        CompletableFuture<GenerationEvent> end = new CompletableFuture<>();
        Admission admission =
                engine.submit(
                        new GenerationRequest(
                                "greedy",
                                new Prompt.Conversation(
                                        List.of(Map.of("role", "user", "content", ask)), Map.of()),
                                Sampling.greedy(),
                                Limits.tokens(TOKENS),
                                speculation,
                                OptionalLong.of(1),
                                Optional.empty()),
                        event -> {
                            switch (event) {
                                case GenerationEvent.Started started -> {}
                                case GenerationEvent.Delta delta -> {}
                                case GenerationEvent.Finished finished -> end.complete(finished);
                                case GenerationEvent.Failed failed -> end.complete(failed);
                            }
                        });
        assertThat(admission).isInstanceOf(Admission.Admitted.class);
        assertThat(end.get(5, TimeUnit.MINUTES)).isInstanceOf(GenerationEvent.Finished.class);
        return List.copyOf(tokenizer.recorded());
    }

    private static int[] prompt(String ask) {
        return tokenizer.encode(
                template.render(
                        List.of(Message.of("user", ask)), Map.of("add_generation_prompt", true)));
    }

    /** The row after these tokens, evaluated with the last {@code together} of them in one pass. */
    private static float[] row(LlamaContext context, List<Integer> tokens, int together)
            throws Exception {
        context.truncate(0, 0);
        MemorySegment into = context.takeRow();
        int before = tokens.size() - together;
        for (int from = 0; from < before; from += 256) {
            List<Row> rows = new ArrayList<>();
            for (int i = from; i < Math.min(before, from + 256); i++) {
                rows.add(new Row(tokens.get(i), i, 0, MemorySegment.NULL));
            }
            context.run(rows);
        }
        List<Row> rows = new ArrayList<>();
        for (int i = before; i < tokens.size(); i++) {
            rows.add(new Row(tokens.get(i), i, 0, into));
        }
        context.run(rows);
        float[] logits = into.toArray(java.lang.foreign.ValueLayout.JAVA_FLOAT);
        context.giveRow(into);
        return logits;
    }

    /** Largest difference of a logit between pass shapes that methods use, over some contexts. */
    private static double noise(LlamaContext context, List<Integer> tokens) throws Exception {
        double most = 0;
        for (int length = tokens.size() / 2; length <= tokens.size(); length += 40) {
            List<Integer> some = tokens.subList(0, length);
            float[] alone = row(context, some, 1);
            for (int together = 2; together <= 5; together++) {
                float[] beside = row(context, some, together);
                for (int i = 0; i < alone.length; i++) {
                    most = Math.max(most, Math.abs(alone[i] - beside[i]));
                }
            }
        }
        return most;
    }

    @Test
    void everyMethodAgreesWithPlainDecodingUpToKernelNoise() throws Exception {
        int agreed = 0;
        int compared = 0;
        try (LlamaContext context = context(target, ContextSettings.CacheType.F16)) {
            for (String ask : ASKS) {
                List<Integer> plain = write(ask, Speculation.of("none"));
                List<Integer> whole = new ArrayList<>();
                for (int token : prompt(ask)) {
                    whole.add(token);
                }
                int promptLength = whole.size();
                whole.addAll(plain);
                double noise = noise(context, whole);
                for (String method : List.of("chain", "block", "prompt-lookup")) {
                    for (int drafts : new int[] {2, 4}) {
                        List<Integer> own = write(ask, Speculation.of(method, drafts));
                        int same = 0;
                        while (same < Math.min(own.size(), plain.size())
                                && own.get(same).equals(plain.get(same))) {
                            same++;
                        }
                        compared++;
                        if (same == plain.size() && same == own.size()) {
                            agreed++;
                            continue;
                        }
                        List<Integer> common = whole.subList(0, promptLength + same);
                        double margin =
                                new Warp(WarpSettings.atTemperature(0))
                                        .margin(Logits.of(row(context, common, 1)), Prefix.none());
                        System.out.printf(
                                "%s %d differs from none at token %d: margin %.4f, noise %.4f%n",
                                method, drafts, same, margin, noise);
                        assertThat(margin)
                                .as("%s %d at token %d of: %s", method, drafts, same, ask)
                                .isLessThanOrEqualTo(2 * noise);
                    }
                }
                System.out.printf("kernel noise %.4f for: %s%n", noise, ask);
            }
        }
        System.out.printf("%d of %d runs equal plain decoding%n", agreed, compared);
        assertThat(agreed).isPositive();
    }
}
