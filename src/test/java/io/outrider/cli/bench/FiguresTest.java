package io.outrider.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Figures against values computed by hand. */
final class FiguresTest {
    private static StreamRun run(int tokens, double sent, Double... arrivals) {
        return new StreamRun(0, 10, tokens, "length", sent, List.of(arrivals));
    }

    @Test
    void theRateLeavesTheFirstTokenOut() {
        StreamRun run = run(11, 50.0, 250.0, 1000.0, 2250.0);

        assertThat(run.rate()).isEqualTo(5);
        assertThat(run.patience()).isEqualTo(200);
    }

    @Test
    void textThatCameAtOnceHasNoRate() {
        assertThat(run(11, 0, 250.0).rate()).isZero();
    }

    @Test
    void chunksOfOnePassAreOneBurst() {
        StreamRun run = run(9, 0, 100.0, 101.5, 103.0, 140.0, 141.0, 200.0);

        assertThat(run.gaps()).containsExactly(40.0, 60.0);
    }

    @Test
    void aTurnCountsAllStreamsFromTheFirstTokenToTheLast() {
        Turn turn =
                new Turn(
                        Contestant.NONE,
                        0,
                        List.of(run(31, 0, 500.0, 2000.0), run(20, 10, 1000.0, 3000.0)),
                        EngineCounts.NONE,
                        0);

        assertThat(turn.wallSeconds()).isEqualTo(3);
        assertThat(turn.total()).isEqualTo(50 / 2.5);
        assertThat(turn.fromRequest()).isEqualTo(17);
    }

    /** Turns are compared within their repetition, so all of a repetition goes. */
    @Test
    void whatWasMeasuredBesideOthersCanBeLeftOut() {
        Cell cell = Cell.parse("F16/1/code/0");
        CellResult result =
                new CellResult(
                        cell,
                        "now",
                        List.of(
                                turn(Contestant.NONE, 0, 0.02),
                                turn(Contestant.AUTO, 0, 0.3),
                                turn(Contestant.NONE, 1, 0.02),
                                turn(Contestant.AUTO, 1, 0.05)));

        assertThat(result.disturbed()).hasSize(1);
        CellResult quiet = result.quietOnes();
        assertThat(quiet.turns()).extracting(Turn::repetition).containsExactly(1, 1);
        assertThat(quiet.disturbed()).isEmpty();
        assertThat(Turn.busiest(result.turns())).isEqualTo(0.3);
        assertThat(Turn.busiest(List.of())).isZero();
    }

    private static Turn turn(Contestant contestant, int repetition, double others) {
        return new Turn(
                contestant,
                repetition,
                List.of(run(11, 0, 100.0, 1100.0)),
                EngineCounts.NONE,
                others);
    }

    @Test
    void quantilesAreNearestRanks() {
        Sorted sorted = Sorted.of(List.of(4.0, 1.0, 3.0, 2.0));

        assertThat(sorted.median()).isEqualTo(2.5);
        assertThat(sorted.min()).isEqualTo(1);
        assertThat(sorted.max()).isEqualTo(4);
        assertThat(sorted.quantile(0.5)).isEqualTo(2);
        assertThat(sorted.quantile(0.51)).isEqualTo(3);
        assertThat(sorted.quantile(1)).isEqualTo(4);
    }

    @Test
    void theNinetyNinthOfAHundredIsNotTheLast() {
        List<Double> hundred = IntStream.rangeClosed(1, 100).mapToObj(i -> (double) i).toList();

        assertThat(Sorted.of(hundred).quantile(0.99)).isEqualTo(99);
    }

    @Test
    void anIntervalIsStudentsOnLogarithms() {
        // Logarithms 0 and 0.19062: mean 0.09531, standard error 0.09531, t of 1 is 12.706.
        Interval interval = Interval.of(List.of(1.0, 1.21));

        assertThat(interval.mean()).isCloseTo(1.1, within(1e-12));
        assertThat(interval.low()).isCloseTo(0.32769, within(1e-4));
        assertThat(interval.high()).isCloseTo(3.6926, within(1e-3));
    }

    @Test
    void oneRatioSaysNothingOfTheSpread() {
        Interval interval = Interval.of(List.of(0.9));

        assertThat(interval.low()).isZero();
        assertThat(interval.high()).isInfinite();
        assertThat(interval).hasToString("0.90");
    }

    @Test
    void studentsPointsGoOnWhereTheTableEnds() {
        assertThat(Interval.student(2)).isEqualTo(4.303);
        assertThat(Interval.student(30)).isEqualTo(2.042);
        assertThat(Interval.student(40)).isCloseTo(2.021, within(2e-3));
        assertThat(Interval.student(120)).isCloseTo(1.980, within(2e-3));
    }

    @Test
    void aRatioOfNothingHasNoMean() {
        assertThatThrownBy(() -> Interval.of(List.of(1.0, 0.0)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Interval.of(List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void othersAreWhoeverIsNeitherIdleNorOurs() {
        // In two seconds of two cores: 3.0 busy, of which 2.5 ours, and 1.0 idle.
        Bystanders before = Bystanders.of("cpu  100 0 100 1000 0 0 0 0 7 0\ncpu0 1 2", 1);
        Bystanders after = Bystanders.of("cpu  250 50 150 1050 50 10 10 30 9 0\ncpu0 1 2", 3.5);

        assertThat(after.busy() - before.busy()).isCloseTo(3, within(1e-9));
        assertThat(after.since(before, 2)).isCloseTo(0.25, within(1e-9));
        assertThat(before.since(before, 2)).isZero();
    }

    @Test
    void engineCountsAreTheDifferenceOfTwoReadings() {
        String before =
                """
                # HELP outrider_pass_seconds Time in llama_decode
                outrider_pass_seconds_count{model_name="m",role="draft"} 10.0
                outrider_pass_seconds_sum{model_name="m",role="draft"} 0.5
                outrider_pass_seconds_max{model_name="m",role="draft"} 9.0
                outrider_pass_seconds_count{model_name="m",role="target"} 4.0
                outrider_pass_seconds_sum{model_name="m",role="target"} 1.0
                outrider_pass_rows_sum{model_name="m",role="draft"} 99.0
                outrider_pass_rows_sum{model_name="m",role="target"} 120.0
                outrider_prefill_rows_total{model_name="m",role="target"} 100.0
                outrider_host_seconds_total{model_name="m"} 0.25
                vllm:spec_decode_num_draft_tokens_total{model_name="m"} 40.0
                vllm:spec_decode_num_accepted_tokens_total{model_name="m"} 30.0
                vllm:spec_decode_num_accepted_tokens_per_pos_total{model_name="m",position="0"} 9.0
                outrider_wasted_rows_total{method="chain",model_name="m"} 10.0
                """;
        String after = before.replace(" 120.0", " 150.0").replace(" 4.0", " 10.0");

        EngineCounts counts = EngineCounts.of(before);
        assertThat(counts).isEqualTo(new EngineCounts(4, 20, 10, 1.5, 0.25, 40, 30, 10));
        assertThat(counts.acceptance()).isEqualTo(0.75);
        assertThat(counts.outsidePasses(2)).isEqualTo(0.25);
        EngineCounts spent = EngineCounts.of(after).minus(counts);
        assertThat(spent.rowsPerPass()).isEqualTo(5);
        assertThat(spent.plus(counts)).isEqualTo(EngineCounts.of(after));
    }
}
