package io.outrider.cli.simulate;

import io.outrider.acceptance.DraftRecord;
import java.util.List;

/** What a session learns of its drafts: the server's {@link DraftRecord}, or one that is wrong. */
interface Memory {
    double[] byModel(int tokens);

    double[] hopedByModel(int tokens);

    double[] byContext(int match, int tokens);

    double expected(double confidence);

    void plainRound();

    void modelRound(List<Double> confidences, int submitted, int accepted);

    void contextRound(int match, int submitted, int accepted);

    /** The server's. */
    static Memory of(DraftRecord record) {
        return new Memory() {
            @Override
            public double[] byModel(int tokens) {
                return record.byModel(tokens);
            }

            @Override
            public double[] hopedByModel(int tokens) {
                return record.hopedByModel(tokens);
            }

            @Override
            public double[] byContext(int match, int tokens) {
                return record.byContext(match, tokens);
            }

            @Override
            public double expected(double confidence) {
                return record.expected(confidence);
            }

            @Override
            public void plainRound() {
                record.plainRound();
            }

            @Override
            public void modelRound(List<Double> confidences, int submitted, int accepted) {
                record.modelRound(confidences, submitted, accepted);
            }

            @Override
            public void contextRound(int match, int submitted, int accepted) {
                record.contextRound(match, submitted, accepted);
            }
        };
    }
}
