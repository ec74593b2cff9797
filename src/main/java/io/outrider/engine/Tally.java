package io.outrider.engine;

import io.outrider.generation.SpeculationReport;
import io.outrider.method.Commit;
import java.util.ArrayList;
import java.util.List;

/** Counts a session's speculation from its commits. */
final class Tally {
    private final String method;
    private final boolean lossless;
    private final List<Integer> acceptedPerRound = new ArrayList<>();
    private int rounds;
    private int draftedRounds;
    private int drafted;
    private int accepted;

    Tally(String method, boolean lossless) {
        this.method = method;
        this.lossless = lossless;
    }

    void add(Commit commit) {
        rounds++;
        if (commit.drafted() == 0) {
            return;
        }
        int kept = commit.accepted();
        draftedRounds++;
        drafted += commit.drafted();
        accepted += kept;
        while (acceptedPerRound.size() <= kept) {
            acceptedPerRound.add(0);
        }
        acceptedPerRound.set(kept, acceptedPerRound.get(kept) + 1);
    }

    int rounds() {
        return rounds;
    }

    boolean lossless() {
        return lossless;
    }

    SpeculationReport report() {
        return new SpeculationReport(
                method, lossless, rounds, draftedRounds, drafted, accepted, acceptedPerRound);
    }
}
