package io.outrider.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrider.engine.SoloSession;
import io.outrider.generation.Sampling;
import io.outrider.model.SessionCancelled;
import io.outrider.probability.EveryOutcome;
import io.outrider.probability.SeededChance;
import io.outrider.testing.TableModel;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every decoding method owes; its test inherits these. */
abstract class DecodingMethodContract {
    private static final double EXACT = 1e-12;
    private static final int VOCABULARY = 4;
    private static final int[] PROMPT = {0, 1, 2, 0, 1};

    /** The end token is biased away, so that only limits end a text. */
    private static final Sampling ENDLESS =
            new Sampling(1, 0, 1, 0, 0, 0, 1, 64, Map.of(VOCABULARY - 1, -100.0));

    private final double[][] targetTable = TableModel.randomTable(VOCABULARY, new Random(11));
    private final double[][] draftTable = TableModel.randomTable(VOCABULARY, new Random(12));

    abstract DecodingMethod method();

    /** Target rows a round may need when so many tokens are drafted. */
    int mostRows(int drafts) {
        return drafts + 1;
    }

    private SoloSession session(DecodingMethod method, int drafts, Sampling sampling, int tokens) {
        return new SoloSession(
                new TableModel(targetTable),
                new TableModel(draftTable),
                method,
                new Settings(drafts),
                sampling,
                PROMPT,
                PROMPT.length + tokens);
    }

    /** The exact law of the first tokens. */
    private Map<List<Integer>, Double> law(
            DecodingMethod method, int drafts, Sampling sampling, int tokens) {
        return EveryOutcome.laws(
                chance ->
                        List.copyOf(
                                session(method, drafts, sampling, tokens + 2)
                                        .write(tokens, chance)));
    }

    static double distance(Map<List<Integer>, Double> a, Map<List<Integer>, Double> b) {
        Set<List<Integer>> all = new HashSet<>(a.keySet());
        all.addAll(b.keySet());
        return all.stream()
                .mapToDouble(
                        each -> Math.abs(a.getOrDefault(each, 0.0) - b.getOrDefault(each, 0.0)))
                .max()
                .orElse(0);
    }

    private void hasTheTargetsLaw(Sampling sampling) {
        Map<List<Integer>, Double> expected = law(new PlainDecoding(), 1, sampling, 3);
        assertThat(expected.values().stream().mapToDouble(Double::doubleValue).sum())
                .isCloseTo(1, org.assertj.core.api.Assertions.within(EXACT));
        for (int drafts = 1; drafts <= 2; drafts++) {
            assertThat(distance(law(method(), drafts, sampling, 3), expected))
                    .as("drafts " + drafts)
                    .isLessThan(EXACT);
        }
    }

    @Test
    void itsLawIsTheTargets() {
        hasTheTargetsLaw(Sampling.plain());
    }

    @Test
    void itsLawIsTheTargetsWithTruncationAndTemperature() {
        hasTheTargetsLaw(new Sampling(0.7, 3, 0.9, 0.05, 0, 0, 1, 64, Map.of()));
    }

    @Test
    void itsLawIsTheTargetsWithPenaltiesAndBiasAtEveryPosition() {
        hasTheTargetsLaw(new Sampling(1.3, 0, 1, 0, 0.8, 0.6, 1.4, 3, Map.of(1, 0.5, 3, -2.0)));
    }

    @Test
    void aWrongMethodFailsTheLawTest() {
        DecodingMethod wrong =
                new ChainSpeculation(
                        (draft, target, chance) ->
                                new KeepsEverything().judge(draft, target, chance));
        double off =
                distance(
                        law(wrong, 2, Sampling.plain(), 3),
                        law(new PlainDecoding(), 1, Sampling.plain(), 3));
        assertThat(off).isGreaterThan(0.01);
    }

    @Test
    void atTemperatureZeroItWritesWhatPlainDecodingWrites() {
        for (int drafts = 1; drafts <= 5; drafts++) {
            List<Integer> plain =
                    session(new PlainDecoding(), 1, Sampling.greedy(), 40)
                            .write(40, new SeededChance(1));
            List<Integer> own =
                    session(method(), drafts, Sampling.greedy(), 40).write(40, new SeededChance(2));
            assertThat(own).isEqualTo(plain);
        }
    }

    @Test
    void theSameSeedWritesTheSame() {
        List<Integer> once = session(method(), 3, ENDLESS, 60).write(60, new SeededChance(7));
        List<Integer> again = session(method(), 3, ENDLESS, 60).write(60, new SeededChance(7));
        List<Integer> other = session(method(), 3, ENDLESS, 60).write(60, new SeededChance(8));
        assertThat(again).isEqualTo(once);
        assertThat(other).isNotEqualTo(once);
    }

    @Test
    void itNeverWritesPastTheLimitAndModelsNeverRunAheadOfTheText() {
        for (int tokens = 1; tokens <= 12; tokens++) {
            for (int drafts = 1; drafts <= 5; drafts++) {
                SoloSession session = session(method(), drafts, ENDLESS, tokens);
                SeededChance chance = new SeededChance(tokens * 31L + drafts);
                while (session.remaining() > 0) {
                    Commit commit = session.round(chance);
                    assertThat(commit.tokens()).isNotEmpty();
                    assertThat(commit.drafted()).isLessThanOrEqualTo(drafts);
                    for (int cells : session.cells()) {
                        assertThat(cells).isLessThan(session.length());
                    }
                }
                assertThat(session.length()).isEqualTo(PROMPT.length + tokens);
            }
        }
    }

    @Test
    void cancellingAtAnyAskLeavesNothingBehind() {
        for (int ask = 1; ask <= 15; ask++) {
            TableModel target = new TableModel(targetTable);
            TableModel draft = new TableModel(draftTable);
            SoloSession session =
                    new SoloSession(target, draft, method(), new Settings(3), ENDLESS, PROMPT, 200)
                            .cancelledAtAsk(ask);
            assertThatThrownBy(() -> session.write(190, new SeededChance(3)))
                    .isInstanceOf(SessionCancelled.class);
            session.dispose();
            assertThat(target.rowsOut() + draft.rowsOut()).isZero();
            assertThat(target.usedCells() + draft.usedCells()).isZero();
        }
    }

    @Test
    void itsNeedsCoverWhatItDoes() {
        Needs needs = method().needs(new Settings(5));
        assertThat(needs.rows()).isBetween(1, mostRows(5));
        assertThat(Methods.byName().values())
                .anySatisfy(each -> assertThat(each).hasSameClassAs(method()));
    }
}
