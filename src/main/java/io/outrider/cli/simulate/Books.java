package io.outrider.cli.simulate;

import java.util.Arrays;

/** What a replay took and what it gave, round by round. */
final class Books {
    private final Scenario scenario;
    private final double plainSeconds;

    /** Seconds and each session's tokens up to the end of a round. */
    private final double[] seconds;

    private final double[][] tokens;

    Books(Scenario scenario) {
        this.scenario = scenario;
        this.plainSeconds = scenario.costs().plain(scenario.sessions());
        this.seconds = new double[scenario.rounds() + 1];
        this.tokens = new double[scenario.rounds() + 1][scenario.sessions()];
    }

    void enter(int round, double took, double[] emitted) {
        seconds[round + 1] = seconds[round] + took;
        for (int session = 0; session < emitted.length; session++) {
            tokens[round + 1][session] = tokens[round][session] + emitted[session];
        }
    }

    /**
     * Tokens a second once the control has had time to learn; over whole periods of the first
     * session's text, so that none of its parts counts more than another.
     */
    double learntRate() {
        int from = Scenario.LEARNING;
        int to = scenario.rounds();
        int settled = scenario.crowd().settled();
        int period = scenario.crowd().period();
        if (settled > 0) {
            from += reached(settled);
        }
        if (period > 0) {
            double first = Math.ceil(tokens[from][0] / period) * period;
            double last = Math.floor(tokens[to][0] / period) * period;
            if (first >= last) {
                throw new IllegalStateException("too few rounds for " + scenario);
            }
            from = reached(first);
            to = reached(last);
        }
        return rate(from, to);
    }

    /** The round before which the first session had written so much. */
    private int reached(double written) {
        int round = 0;
        while (tokens[round][0] < written) {
            round++;
        }
        return round;
    }

    /** Lowest rate of any 500 rounds in a row, against plain decoding's. */
    double worstToPlain() {
        double worst = Double.POSITIVE_INFINITY;
        for (int end = Scenario.LEARNING; end <= scenario.rounds(); end++) {
            worst = Math.min(worst, rate(end - Scenario.LEARNING, end));
        }
        return worst * plainSeconds / scenario.sessions();
    }

    /** The same of any single session. */
    double worstSessionToPlain() {
        double worst = Double.POSITIVE_INFINITY;
        for (int end = Scenario.LEARNING; end <= scenario.rounds(); end++) {
            int from = end - Scenario.LEARNING;
            double took = seconds[end] - seconds[from];
            for (int session = 0; session < scenario.sessions(); session++) {
                worst = Math.min(worst, (tokens[end][session] - tokens[from][session]) / took);
            }
        }
        return worst * plainSeconds;
    }

    /** Share of the time that went beyond what as many plain rounds take. */
    double beyondPlain() {
        return 1 - scenario.rounds() * plainSeconds / seconds[scenario.rounds()];
    }

    private double rate(int from, int to) {
        double written = Arrays.stream(tokens[to]).sum() - Arrays.stream(tokens[from]).sum();
        return written / (seconds[to] - seconds[from]);
    }
}
