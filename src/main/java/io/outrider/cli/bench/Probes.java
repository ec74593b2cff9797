package io.outrider.cli.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Measurements that the matrix has no cell for. */
final class Probes {
    /** Engine time outside llama_decode. */
    static final String OVERHEAD = "overhead of chain, 8 streams, temperature 1, no truncation";

    /** What a long prompt does to others. */
    static final String LONG_PROMPT = "long prompt arriving, ";

    private static final int TURNS = 2;
    private static final int DRAFTS = 4;
    private static final int NEIGHBOURS = 4;
    private static final double ARRIVES = 3;

    private final Field field;
    private final Prompts prompts;
    private final int mostTokens;

    /**
     * @param mostTokens of an answer, where a measurement would have more
     */
    Probes(Field field, Prompts prompts, int mostTokens) {
        this.field = field;
        this.prompts = prompts;
        this.mostTokens = mostTokens;
    }

    /** Who is tried with a long prompt. */
    static List<Contestant> tried() {
        return List.of(Contestant.AUTO, Contestant.PEER_PLAIN);
    }

    /** Eight streams, four drafted tokens a round, the whole vocabulary at temperature 1. */
    Finding overhead() throws IOException {
        ChildServer server = field.of(Contestant.AUTO);
        EngineCounts counts = EngineCounts.NONE;
        double wall = 0;
        for (int turn = 0; turn < TURNS; turn++) {
            List<Streams.Ask> asks = new ArrayList<>();
            for (int stream = 0; stream < Field.SESSIONS; stream++) {
                String prompt = prompts.of(Workload.CHAT).get(stream);
                asks.add(
                        new Streams.Ask(
                                stream,
                                Requests.chain(
                                        Requests.plain(
                                                prompt,
                                                Math.min(64, mostTokens),
                                                Requests.Sampling.whole(),
                                                stream),
                                        DRAFTS),
                                0));
            }
            EngineCounts before = field.counts(Contestant.AUTO);
            List<StreamRun> runs = Streams.together(server.port(), asks);
            EngineCounts spent = field.counts(Contestant.AUTO).minus(before);
            counts = counts.plus(spent);
            wall += new Turn(Contestant.AUTO, turn, runs, spent, 0).wallSeconds();
        }
        return new Finding(
                OVERHEAD,
                Map.of(
                        "outsidePasses", counts.outsidePasses(wall),
                        "hostSeconds", counts.hostSeconds(),
                        "passSeconds", counts.passSeconds(),
                        "wallSeconds", wall,
                        "acceptance", counts.acceptance(),
                        "rowsPerPass", counts.rowsPerPass()));
    }

    /** Four chats run; then, in every other turn, a long prompt joins them. */
    Finding longPrompt(Contestant contestant) throws IOException {
        ChildServer server = field.of(contestant);
        List<Double> quiet = new ArrayList<>();
        List<Double> disturbed = new ArrayList<>();
        List<Double> waits = new ArrayList<>();
        int promptTokens = 0;
        for (int turn = 0; turn < TURNS; turn++) {
            List<Streams.Ask> asks = new ArrayList<>();
            for (int stream = 0; stream < NEIGHBOURS; stream++) {
                asks.add(ask(contestant, prompts.of(Workload.CHAT).get(stream), 128, stream, 0));
            }
            for (StreamRun run : Streams.together(server.port(), asks)) {
                quiet.addAll(run.gaps());
            }
            asks.add(ask(contestant, prompts.longText(), 16, NEIGHBOURS, ARRIVES));
            List<StreamRun> runs = Streams.together(server.port(), asks);
            for (StreamRun run : runs.subList(0, NEIGHBOURS)) {
                disturbed.addAll(run.gaps());
            }
            waits.add(runs.getLast().patience() / 1e3);
            promptTokens = runs.getLast().promptTokens();
        }
        return new Finding(
                LONG_PROMPT + contestant.title(),
                Map.of(
                        "quietP99Milliseconds", Sorted.of(quiet).quantile(0.99),
                        "disturbedP99Milliseconds", Sorted.of(disturbed).quantile(0.99),
                        "ratio",
                                Sorted.of(disturbed).quantile(0.99)
                                        / Sorted.of(quiet).quantile(0.99),
                        "firstTokenSeconds", Sorted.of(waits).median(),
                        "promptTokens", (double) promptTokens));
    }

    private Streams.Ask ask(
            Contestant contestant, String prompt, int tokens, int stream, double after) {
        return new Streams.Ask(
                stream,
                Requests.of(
                        contestant,
                        Requests.plain(
                                prompt,
                                Math.min(tokens, mostTokens),
                                Requests.Sampling.usual(0),
                                stream)),
                after);
    }
}
