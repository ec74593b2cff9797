package io.outrider.cli.bench;

import java.util.List;

/**
 * One contestant's streams of one repetition, which started together.
 *
 * <p>Two rates, because neither alone is fair between servers: a server that answers the first
 * stream while it still reads the others' prompts has those prompts in {@link #total}, one that
 * reads all prompts first does not; {@link #fromRequest} counts prompts for everyone, and with long
 * prompts is about little else.
 *
 * @param repetition from 0
 * @param engine what its engine did, if it is this server
 * @param others cores' worth of processor time that other programs took meanwhile
 */
record Turn(
        Contestant contestant,
        int repetition,
        List<StreamRun> streams,
        EngineCounts engine,
        double others) {

    Turn {
        streams = List.copyOf(streams);
    }

    /** The most that other programs took beside one of these turns, in cores. */
    static double busiest(List<Turn> turns) {
        return turns.stream().mapToDouble(Turn::others).max().orElse(0);
    }

    private double end() {
        return streams.stream().mapToDouble(StreamRun::last).max().orElse(0);
    }

    private double start() {
        return streams.stream().mapToDouble(StreamRun::sent).min().orElse(0);
    }

    private int tokens() {
        return streams.stream().mapToInt(StreamRun::tokens).sum();
    }

    /** Seconds from the first request to the last token. */
    double wallSeconds() {
        return (end() - start()) / 1e3;
    }

    /**
     * Tokens a second of all streams, from the first stream's first token, which does not count, to
     * the last end; 0 if everything came at once.
     */
    double total() {
        double first = streams.stream().mapToDouble(StreamRun::first).min().orElse(0);
        return end() > first ? (tokens() - 1) * 1e3 / (end() - first) : 0;
    }

    /** Tokens a second of all streams from the requests on, prompts included. */
    double fromRequest() {
        return tokens() / wallSeconds();
    }
}
