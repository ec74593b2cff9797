package io.outrider.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Whatever is wrong must be found: a soak that cannot fail would be worthless. */
final class VerdictTest {
    private static final double MIB = 1 << 20;
    private static final Rest NOTHING = new Rest(0, 0, 0, 0, 0, 0, 0);

    private static Map<Outcome, Integer> each(int times) {
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, outcome == Outcome.WRONG ? 0 : times);
        }
        return outcomes;
    }

    private static Evidence good() {
        return evidence(each(5), 0, i -> 600, NOTHING, List.of(), OptionalInt.of(0));
    }

    private static Evidence evidence(
            Map<Outcome, Integer> outcomes,
            int neverEnded,
            IntToDoubleFunction mebibytes,
            Rest rest,
            List<String> complaints,
            OptionalInt exitCode) {
        return new Evidence(
                outcomes,
                List.of("seen this"),
                neverEnded,
                Samples.of(120, mebibytes),
                new Evidence.LiveHeap(40 * MIB, 60 * MIB),
                rest,
                complaints,
                exitCode);
    }

    private static Evidence with(Rest rest) {
        return evidence(each(5), 0, i -> 600, rest, List.of(), OptionalInt.of(0));
    }

    private static void fails(Evidence evidence, String why) {
        assertThat(Verdict.of(evidence).isGood()).isFalse();
        assertThat(Verdict.of(evidence).failures())
                .singleElement()
                .asString()
                .containsIgnoringCase(why);
    }

    @Test
    void aServerThatLeavesNothingBehindIsGood() {
        assertThat(Verdict.of(good()).failures()).isEmpty();
    }

    @Test
    void aVisitThatEndedWrongFails() {
        Map<Outcome, Integer> outcomes = each(5);
        outcomes.put(Outcome.WRONG, 1);
        fails(
                evidence(outcomes, 0, i -> 600, NOTHING, List.of(), OptionalInt.of(0)),
                "1 visits ended wrong: [seen this]");
    }

    @Test
    void anOutcomeThatNeverCameFailsSinceItWasNotTried() {
        for (Outcome missing : Outcome.values()) {
            Map<Outcome, Integer> outcomes = each(5);
            outcomes.put(missing, 0);
            Evidence evidence =
                    evidence(outcomes, 0, i -> 600, NOTHING, List.of(), OptionalInt.of(0));
            if (missing == Outcome.WRONG) {
                assertThat(Verdict.of(evidence).isGood()).isTrue();
            } else {
                fails(evidence, missing.meaning());
            }
        }
    }

    @Test
    void whateverIsHeldAtTheEndFails() {
        fails(with(new Rest(1, 0, 0, 0, 0, 0, 0)), "held");
        fails(with(new Rest(0, 1, 0, 0, 0, 0, 0)), "held");
        fails(with(new Rest(0, 0, 0, 1, 0, 0, 0)), "held");
        fails(with(new Rest(0, 0, 0, 0, 1, 0, 0)), "held");
        fails(with(new Rest(0, 0, 0, 0, 0, 1, 0)), "held");
        fails(with(new Rest(0, 0, 0, 0, 0, 0, 1)), "1 requests failed");
    }

    @Test
    void cellsKeptOnPurposeAreAllowed() {
        assertThat(Verdict.of(with(new Rest(0, 0, 40, 0, 0, 0, 0))).isGood()).isTrue();
        fails(with(new Rest(41, 40, 40, 0, 0, 0, 0)), "held");
    }

    @Test
    void clientsWhoNeverHeardTheEndFail() {
        fails(
                evidence(each(5), 2, i -> 600, NOTHING, List.of(), OptionalInt.of(0)),
                "2 clients still waited");
    }

    @Test
    void memoryThatGrowsFails() {
        fails(
                evidence(each(5), 0, i -> 500 + i, NOTHING, List.of(), OptionalInt.of(0)),
                "memory is not stable");
    }

    @Test
    void aHeapThatHoldsOnToMoreThanBeforeFails() {
        Evidence good = good();
        fails(
                new Evidence(
                        good.outcomes(),
                        good.wrongs(),
                        good.neverEnded(),
                        good.samples(),
                        new Evidence.LiveHeap(40 * MIB, 73 * MIB),
                        good.rest(),
                        good.complaints(),
                        good.exitCode()),
                "live heap grew from 40.0 to 73.0 MiB");
    }

    @Test
    void aBadLineInTheLogFails() {
        fails(
                evidence(each(5), 0, i -> 600, NOTHING, List.of("ERROR x"), OptionalInt.of(0)),
                "1 bad lines in the log, first: ERROR x");
    }

    @Test
    void aServerThatDoesNotEndWellFails() {
        fails(
                evidence(each(5), 0, i -> 600, NOTHING, List.of(), OptionalInt.of(143)),
                "exit code 143");
        fails(
                evidence(each(5), 0, i -> 600, NOTHING, List.of(), OptionalInt.empty()),
                "did not end");
    }

    @Test
    void theReportShowsWhatTheVerdictSaw() {
        Evidence bad =
                evidence(each(7), 3, i -> 500 + i, NOTHING, List.of("ERROR x"), OptionalInt.of(1));
        String text = SoakReport.markdown("What was run.", "p.svg", bad, Verdict.of(bad));
        assertThat(text)
                .contains("What was run.", "**Failed:**", "3 clients", "ERROR x", "(p.svg)")
                .contains("| 429 with Retry-After | 7 |")
                .contains("| exit code after SIGTERM | 1 |");
        assertThat(SoakReport.markdown("", "p.svg", good(), Verdict.of(good())))
                .contains("Nothing was found wrong")
                .doesNotContain("Failed");
        assertThat(MemoryPlot.svg(good().samples()))
                .startsWith("<svg")
                .contains("<polyline")
                .doesNotContain("NaN")
                .endsWith("</svg>\n");
    }
}
