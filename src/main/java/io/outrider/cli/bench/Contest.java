package io.outrider.cli.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Lets the contestants take turns on the servers of one target. */
final class Contest {
    private static final int WARM_UP_TOKENS = 48;

    private final Field field;
    private final Prompts prompts;
    private final int mostTokens;

    /**
     * @param mostTokens of an answer, where a cell would have more
     */
    Contest(Field field, Prompts prompts, int mostTokens) {
        this.field = field;
        this.prompts = prompts;
        this.mostTokens = mostTokens;
    }

    /** The JVM compiles while it first runs, on the cores that decode: not what is measured. */
    void warmUp() throws IOException {
        for (Contestant contestant : Contestant.values()) {
            for (int temperature : List.of(0, 1)) {
                Cell cell = new Cell(Target.Q4_K_M, 2, Workload.CHAT, temperature);
                run(contestant, asks(cell, contestant, 0, Math.min(WARM_UP_TOKENS, mostTokens)));
            }
        }
    }

    /** Every contestant's turn of one repetition. */
    List<Turn> repetition(Cell cell, int repetition) throws IOException {
        List<Turn> turns = new ArrayList<>();
        // Half of the cells begin the other way round, for repetitions may be odd in number.
        int first = cell.toString().hashCode() & 1;
        for (Contestant contestant : Contestant.order(first + repetition)) {
            int tokens = Math.min(cell.tokens(), mostTokens);
            EngineCounts before = field.counts(contestant);
            Bystanders around = field.bystanders(contestant);
            List<StreamRun> runs = run(contestant, asks(cell, contestant, repetition, tokens));
            double others = field.bystanders(contestant).since(around, Machine.cores());
            EngineCounts spent = field.counts(contestant).minus(before);
            turns.add(new Turn(contestant, repetition, runs, spent, others));
        }
        return turns;
    }

    private List<StreamRun> run(Contestant contestant, List<Streams.Ask> asks) throws IOException {
        return Streams.together(field.of(contestant).port(), asks);
    }

    private List<Streams.Ask> asks(Cell cell, Contestant contestant, int repetition, int tokens) {
        List<Streams.Ask> asks = new ArrayList<>();
        for (int stream = 0; stream < cell.streams(); stream++) {
            int prompt = prompts.number(cell, repetition, stream);
            asks.add(
                    new Streams.Ask(
                            prompt,
                            Requests.of(
                                    contestant,
                                    Requests.plain(
                                            prompts.of(cell.workload()).get(prompt),
                                            tokens,
                                            Requests.Sampling.usual(cell.temperature()),
                                            1000 * (repetition + 1) + stream)),
                            0));
        }
        return asks;
    }
}
