package io.outrider.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything measured in one cell.
 *
 * @param measured when the last of it was, in ISO-8601
 */
record CellResult(Cell cell, String measured, List<Turn> turns) {

    CellResult {
        turns = List.copyOf(turns);
    }

    boolean has(int repetition) {
        return turns.stream().anyMatch(turn -> turn.repetition() == repetition);
    }

    /** Repetitions measured so far. */
    int repetitions() {
        return (int) turns.stream().map(Turn::repetition).distinct().count();
    }

    /** With further repetitions. */
    CellResult and(CellResult more) {
        List<Turn> all = new ArrayList<>(turns);
        all.addAll(more.turns());
        return new CellResult(cell, more.measured(), all);
    }

    Stream<Turn> of(Contestant contestant) {
        return turns.stream().filter(turn -> turn.contestant() == contestant);
    }

    Stream<StreamRun> streams(Contestant contestant) {
        return of(contestant).flatMap(turn -> turn.streams().stream());
    }

    /** Median over repetitions. */
    double median(Contestant contestant, ToDoubleFunction<Turn> figure) {
        return Sorted.of(of(contestant).mapToDouble(figure).boxed().toList()).median();
    }

    /** Gaps between bursts of all its streams, in milliseconds; a pooled sample. */
    Sorted gaps(Contestant contestant) {
        List<Double> gaps = streams(contestant).flatMap(run -> run.gaps().stream()).toList();
        return Sorted.of(gaps.isEmpty() ? List.of(0.0) : gaps);
    }

    /** Turns beside which other programs were busy. */
    List<Turn> disturbed() {
        return turns.stream().filter(turn -> turn.others() > Bystanders.QUIET).toList();
    }

    /** Without the repetitions of {@link #disturbed} turns: turns are compared within one. */
    CellResult quietOnes() {
        Set<Integer> busy =
                disturbed().stream().map(Turn::repetition).collect(Collectors.toUnmodifiableSet());
        return new CellResult(
                cell,
                measured,
                turns.stream().filter(turn -> !busy.contains(turn.repetition())).toList());
    }

    /** What the engine did in all repetitions together. */
    EngineCounts engine(Contestant contestant) {
        return of(contestant).map(Turn::engine).reduce(EngineCounts.NONE, EngineCounts::plus);
    }

    double wallSeconds(Contestant contestant) {
        return of(contestant).mapToDouble(Turn::wallSeconds).sum();
    }

    /**
     * Ratios of two contestants' turns of the same repetition. A turn whose text came all at once
     * has no rate, and its pair is left out.
     */
    List<Double> ratios(Contestant one, Contestant other, ToDoubleFunction<Turn> figure) {
        List<Double> ratios = new ArrayList<>();
        for (Turn above : of(one).toList()) {
            of(other)
                    .filter(below -> below.repetition() == above.repetition())
                    .mapToDouble(below -> figure.applyAsDouble(above) / figure.applyAsDouble(below))
                    .filter(ratio -> ratio > 0 && ratio < Double.POSITIVE_INFINITY)
                    .forEach(ratios::add);
        }
        return ratios;
    }

    Interval interval(Contestant one, Contestant other, ToDoubleFunction<Turn> figure) {
        return Interval.of(ratios(one, other, figure));
    }

    /** Whichever of llama-server's two settings was faster in this cell. */
    Contestant betterPeer(ToDoubleFunction<Turn> figure) {
        return interval(Contestant.PEER_DRAFT, Contestant.PEER_PLAIN, figure).mean() > 1
                ? Contestant.PEER_DRAFT
                : Contestant.PEER_PLAIN;
    }

    /** {@code auto} against that one. */
    Interval overBetterPeer(ToDoubleFunction<Turn> figure) {
        return interval(Contestant.AUTO, betterPeer(figure), figure);
    }

    /** Each stream's rate against that of the same stream with plain decoding. */
    List<Double> streamRatios() {
        List<Double> ratios = new ArrayList<>();
        for (Turn auto : of(Contestant.AUTO).toList()) {
            of(Contestant.NONE)
                    .filter(none -> none.repetition() == auto.repetition())
                    .forEach(
                            none -> {
                                for (int i = 0; i < auto.streams().size(); i++) {
                                    double plain = none.streams().get(i).rate();
                                    double rate = auto.streams().get(i).rate();
                                    if (plain > 0 && rate > 0) {
                                        ratios.add(rate / plain);
                                    }
                                }
                            });
        }
        return ratios;
    }
}
