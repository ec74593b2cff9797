package io.outrider.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.generation.GenerationEvent;
import io.outrider.generation.GenerationRequest;
import io.outrider.generation.Limits;
import io.outrider.generation.Owner;
import io.outrider.generation.Prompt;
import io.outrider.generation.Sampling;
import io.outrider.generation.Speculation;
import io.outrider.generation.Usage;
import io.outrider.model.ForwardPass;
import io.outrider.testing.Costs;
import io.outrider.testing.TableModel;
import io.outrider.testing.TableTokenizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Reuse in the whole engine, on models whose laws depend on every token that the cells of a
 * sequence hold: one wrong cell, and other tokens come out.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class PrefixReuseTest {
    private static final List<String> METHODS = List.of("none", "chain", "block", "prompt-lookup");
    private static final int VOCABULARY = 12;
    private static final int SESSIONS = 8;
    private static final int CELLS = 3000;
    private static final Optional<Owner> SOMEBODY = Optional.of(Owner.keyless(""));

    private final List<Bench> benches = new ArrayList<>();

    @AfterEach
    void close() {
        benches.forEach(bench -> bench.engine.close());
    }

    /** An engine and its two models. */
    private static final class Bench {
        final TableModel target;
        final TableModel draft;
        final Engine engine;

        Bench(int cells, int prefixCells, int failingPass) throws InterruptedException {
            var shape = new ForwardPass.Shape(VOCABULARY, cells, 64, SESSIONS + 8);
            target = model(1, shape).failingFrom(failingPass);
            draft = model(2, shape);
            engine =
                    new Engine(
                            progress ->
                                    new Machine(
                                            "table",
                                            List.of(),
                                            target,
                                            Optional.of(new Machine.Drafter("small", draft)),
                                            new TableTokenizer(VOCABULARY),
                                            Map.of(),
                                            Optional.empty(),
                                            Costs.flat(),
                                            () -> {}),
                            new EngineSettings(
                                    SESSIONS,
                                    400,
                                    600,
                                    new PrefillChunk(16, 16, Optional.empty()),
                                    1 << 20,
                                    "none",
                                    3,
                                    prefixCells,
                                    Duration.ofSeconds(2),
                                    UnderLoad.DEFAULT),
                            new QuietObserver(),
                            System::nanoTime,
                            () -> 42L);
            engine.start(why -> {});
            while (engine.status() instanceof EngineStatus.Loading) {
                Thread.sleep(1);
            }
        }

        private static TableModel model(int seed, ForwardPass.Shape shape) {
            double[][] table = TableModel.randomTable(VOCABULARY, new Random(seed));
            return new TableModel(table, shape).lookingBack();
        }

        Written write(GenerationRequest request) {
            return new Sink(this, request).end();
        }

        void awaitIdle() throws InterruptedException {
            while (engine.holdings().running() > 0 || engine.holdings().waiting() > 0) {
                Thread.sleep(1);
            }
        }
    }

    private Bench bench(int cells, int prefixCells, int failingPass) throws InterruptedException {
        Bench bench = new Bench(cells, prefixCells, failingPass);
        benches.add(bench);
        return bench;
    }

    private Bench cold() throws InterruptedException {
        return bench(CELLS, 0, Integer.MAX_VALUE);
    }

    private Bench warm() throws InterruptedException {
        return bench(CELLS, CELLS / 4, Integer.MAX_VALUE);
    }

    /** What came of a request. */
    private record Written(String text, Usage usage) {}

    private static final class Sink implements Consumer<GenerationEvent> {
        private final StringBuilder text = new StringBuilder();
        private final CompletableFuture<Written> written = new CompletableFuture<>();
        final Admission.Ticket ticket;

        Sink(Bench bench, GenerationRequest request) {
            ticket =
                    switch (bench.engine.submit(request, this)) {
                        case Admission.Admitted admitted -> admitted.ticket();
                        case Admission.Refused refused ->
                                throw new AssertionError(refused.refusal());
                    };
        }

        @Override
        public void accept(GenerationEvent event) {
            switch (event) {
                case GenerationEvent.Started started -> {}
                case GenerationEvent.Delta delta -> text.append(delta.text());
                case GenerationEvent.Finished finished ->
                        written.complete(new Written(text.toString(), finished.usage()));
                case GenerationEvent.Failed failed ->
                        written.completeExceptionally(new AssertionError(failed));
            }
        }

        Written end() {
            return written.orTimeout(30, TimeUnit.SECONDS).join();
        }
    }

    private static int[] text(int seed, int length) {
        return new Random(seed).ints(length, 0, VOCABULARY - 1).toArray();
    }

    private static int[] both(int[] first, int[] second) {
        return IntStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
    }

    private static GenerationRequest request(
            String method, int[] prompt, int tokens, Optional<Owner> owner) {
        return new GenerationRequest(
                method,
                Prompt.Tokens.of(prompt),
                // The end token is biased away, so that lengths are what the test asks for.
                new Sampling(1, 0, 1, 0, 0, 0, 1, 64, Map.of(VOCABULARY - 1, -100.0)),
                Limits.tokens(tokens),
                Speculation.of(method, 3),
                OptionalLong.of(Arrays.hashCode(prompt)),
                owner);
    }

    @Test
    void aWarmAnswerEqualsTheColdOneAndOnlyTheMissingRowsAreEvaluated() throws Exception {
        for (String method : METHODS) {
            Bench cold = cold();
            Bench warm = warm();
            GenerationRequest first = request(method, text(1, 150), 30, SOMEBODY);
            GenerationRequest second =
                    request(method, both(text(1, 120), text(2, 40)), 30, SOMEBODY);
            assertThat(warm.write(first).text()).isEqualTo(cold.write(first).text());
            assertThat(warm.target.rows()).isEqualTo(cold.target.rows());
            assertThat(warm.draft.rows()).isEqualTo(cold.draft.rows());
            Written expected = cold.write(second);
            Written actual = warm.write(second);
            assertThat(actual.text()).as(method).isEqualTo(expected.text()).hasSize(30);
            assertThat(expected.usage().cachedTokens()).isZero();
            assertThat(actual.usage().cachedTokens()).isEqualTo(120);
            assertThat(cold.target.rows() - warm.target.rows()).as(method).isEqualTo(120);
            int drafted = cold.draft.rows() == 0 ? 0 : 120;
            assertThat(cold.draft.rows() - warm.draft.rows()).as(method).isEqualTo(drafted);
        }
    }

    @Test
    void theNextTurnOfAConversationEvaluatesWhatIsNew() throws Exception {
        Bench cold = cold();
        Bench warm = warm();
        int[] turn = text(3, 100);
        for (int i = 0; i < 4; i++) {
            Written expected = cold.write(request("chain", turn, 20, SOMEBODY));
            Written actual = warm.write(request("chain", turn, 20, SOMEBODY));
            assertThat(actual.text()).isEqualTo(expected.text());
            // All but the last token that was written, which nobody asked to be evaluated.
            assertThat(actual.usage().cachedTokens()).isEqualTo(i == 0 ? 0 : turn.length - 11);
            int[] answer = actual.text().chars().map(letter -> letter - 'a').toArray();
            turn = both(both(turn, answer), text(10 + i, 10));
        }
        warm.awaitIdle();
        assertThat(warm.engine.holdings().keptCells()).isEqualTo(100 + 4 * 20 + 3 * 10 - 1);
    }

    @Test
    void aPromptThatManySendAtOnceIsEvaluatedAboutOnce() throws Exception {
        for (String method : METHODS) {
            Bench cold = cold();
            Bench warm = warm();
            List<GenerationRequest> requests = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                requests.add(request(method, both(text(4, 300), text(i, 5)), 8, SOMEBODY));
            }
            List<String> expected = requests.stream().map(each -> cold.write(each).text()).toList();
            List<Sink> sinks = requests.stream().map(each -> new Sink(warm, each)).toList();
            assertThat(sinks.stream().map(sink -> sink.end().text()).toList())
                    .as(method)
                    .isEqualTo(expected);
            // Within a pass two sessions may still evaluate the same: 64 rows, once in a while.
            assertThat(warm.target.rows()).isLessThan(cold.target.rows() - 6 * 300);
            warm.awaitIdle();
            assertThat(warm.engine.holdings().usedCells()).isZero();
        }
    }

    @Test
    void ownersAreServedAsIfTheOtherWereNotThere() throws Exception {
        Bench warm = warm();
        int[] prompt = text(5, 200);
        List<Optional<Owner>> owners =
                List.of(
                        SOMEBODY,
                        Optional.of(Owner.keyless("salt")),
                        Optional.of(new Owner("key", "")),
                        Optional.of(new Owner("key", "salt")),
                        Optional.empty(),
                        Optional.empty());
        List<Sink> together =
                owners.stream()
                        .map(owner -> new Sink(warm, request("chain", prompt, 10, owner)))
                        .toList();
        for (Sink sink : together) {
            assertThat(sink.end().usage().cachedTokens()).isZero();
        }
        // In turns, least recently used last, for all of them would be more than may be kept.
        for (Optional<Owner> owner : owners) {
            int cached = warm.write(request("chain", prompt, 10, owner)).usage().cachedTokens();
            assertThat(cached).isIn(0, owner.isEmpty() ? 0 : 199);
            int again = warm.write(request("chain", prompt, 10, owner)).usage().cachedTokens();
            assertThat(again).isEqualTo(owner.isEmpty() ? 0 : 199);
        }
    }

    @Test
    void anythingThatHappensAtOnceLeavesEveryTextAsItWas() throws Exception {
        Random random = new Random(6);
        Bench cold = cold();
        Bench warm = bench(900, 300, Integer.MAX_VALUE);
        List<Sink> sinks = new ArrayList<>();
        List<GenerationRequest> requests = new ArrayList<>();
        for (int i = 0; i < 240; i++) {
            int[] prompt =
                    both(text(random.nextInt(4), 30 + random.nextInt(150)), text(i, 1 + i % 9));
            Optional<Owner> owner = i % 7 == 0 ? Optional.of(Owner.keyless("other")) : SOMEBODY;
            requests.add(request(METHODS.get(i % 4), prompt, 1 + random.nextInt(40), owner));
            Sink sink = new Sink(warm, requests.getLast());
            sinks.add(sink);
            if (i % 3 == 0) {
                long delay = random.nextInt(20_000_000);
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    long until = System.nanoTime() + delay;
                                    while (System.nanoTime() < until) {
                                        Thread.yield();
                                    }
                                    sink.ticket.cancel();
                                });
            }
        }
        int reused = 0;
        for (int i = 0; i < sinks.size(); i++) {
            if (i % 3 != 0) {
                Written written = sinks.get(i).end();
                assertThat(written.text()).isEqualTo(cold.write(requests.get(i)).text());
                reused += written.usage().cachedTokens() > 0 ? 1 : 0;
            }
        }
        assertThat(reused).isGreaterThan(20);
        warm.awaitIdle();
        EngineObserver.Holdings idle = warm.engine.holdings();
        assertThat(idle.usedCells() + idle.reservedCells()).isZero();
        assertThat(idle.keptCells()).isBetween(1, 300);
        assertThat(Math.max(warm.target.usedCells(), warm.draft.usedCells()))
                .isEqualTo(idle.keptCells());
        warm.engine.close();
        assertThat(warm.target.usedCells() + warm.draft.usedCells()).isZero();
        assertThat(warm.target.rowsOut() + warm.draft.rowsOut()).isZero();
        assertThat(warm.engine.holdings().keptCells()).isZero();
    }

    @Test
    void afterAFailureNothingIsKept() throws Exception {
        Bench failing = bench(CELLS, CELLS / 4, 30);
        assertThat(failing.write(request("none", text(7, 100), 10, SOMEBODY)).text()).hasSize(10);
        failing.awaitIdle();
        assertThat(failing.engine.holdings().keptCells()).isEqualTo(109);
        Sink sink = new Sink(failing, request("none", text(7, 120), 100, SOMEBODY));
        assertThat(sink.written).failsWithin(Duration.ofSeconds(10));
        while (failing.target.usedCells() > 0) {
            Thread.sleep(1);
        }
        failing.awaitIdle();
        assertThat(failing.engine.holdings().keptCells()).isZero();
    }

    @Test
    void aCancelledPromptIsGoodForTheNextTry() throws Exception {
        Bench warm = warm();
        GenerationRequest request = request("none", text(8, 100), 400, SOMEBODY);
        Sink sink = new Sink(warm, request);
        while (sink.text.isEmpty()) {
            Thread.sleep(1);
        }
        sink.ticket.cancel();
        warm.awaitIdle();
        assertThat(warm.write(request).usage().cachedTokens()).isEqualTo(99);
    }
}
