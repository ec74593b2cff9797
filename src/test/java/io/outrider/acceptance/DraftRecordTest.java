package io.outrider.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DraftRecordTest {

    /** Rounds of 4 drafted tokens, each accepted with chance alpha while those before it were. */
    private static DraftRecord after(int rounds, double alpha, DraftRecord.Shared shared) {
        DraftRecord record = new DraftRecord(shared);
        Random random = new Random(5);
        for (int round = 0; round < rounds; round++) {
            int accepted = 0;
            while (accepted < 4 && random.nextDouble() < alpha) {
                accepted++;
            }
            record.modelRound(Collections.nCopies(4, 0.8), 4, accepted);
        }
        return record;
    }

    @Test
    void itFindsTheRateOfTestedTokens() {
        for (double alpha : new double[] {0.3, 0.6, 0.9}) {
            double[] chances = after(400, alpha, new DraftRecord.Shared()).byModel(4);
            for (double chance : chances) {
                assertThat(chance).isCloseTo(alpha, within(0.12));
            }
        }
    }

    @Test
    void acceptedOverDraftedWouldBeTooLow() {
        // The wrong estimator, as a negative control: it counts what was never tested.
        Random random = new Random(5);
        int accepted = 0;
        for (int round = 0; round < 400; round++) {
            for (int i = 0; i < 4 && random.nextDouble() < 0.6; i++) {
                accepted++;
            }
        }
        assertThat(accepted / 1600.0).isLessThan(0.45);
    }

    @Test
    void aNewSessionBeginsWithWhatOthersSaw() {
        DraftRecord.Shared shared = new DraftRecord.Shared();
        double before = new DraftRecord(shared).byModel(1)[0];
        DraftRecord unused = after(200, 0.2, shared);
        assertThat(unused.byModel(1)[0]).isLessThan(0.4);
        assertThat(new DraftRecord(shared).byModel(1)[0]).isLessThan(before - 0.2);
    }

    @Test
    void whatIsNotTriedIsForgotten() {
        DraftRecord.Shared shared = new DraftRecord.Shared();
        DraftRecord record = new DraftRecord(shared);
        for (int i = 0; i < 20; i++) {
            record.modelRound(List.of(0.8), 1, 0);
        }
        double low = record.byModel(1)[0];
        for (int i = 0; i < 1000; i++) {
            record.plainRound();
        }
        assertThat(record.byModel(1)[0]).isGreaterThan(low);
    }

    @Test
    void aLongerMatchPromisesMore() {
        DraftRecord record = new DraftRecord(new DraftRecord.Shared());
        assertThat(record.byContext(20, 1)[0]).isGreaterThan(record.byContext(2, 1)[0]);
        double[] along = record.byContext(2, 12);
        assertThat(along[11]).isGreaterThan(along[0]);
    }

    @Test
    void confidenceIsCalibratedByWhatHappened() {
        DraftRecord.Shared shared = new DraftRecord.Shared();
        DraftRecord record = new DraftRecord(shared);
        for (int i = 0; i < 300; i++) {
            record.modelRound(List.of(0.99), 1, i % 2);
        }
        assertThat(record.calibrated(0.99)).isCloseTo(0.5, within(0.05));
        assertThat(record.calibrated(0.2)).isCloseTo(0.25, within(1e-9));
    }

    @Test
    void aTokenThatWasNotSubmittedCountsAsExpected() {
        DraftRecord record = new DraftRecord(new DraftRecord.Shared());
        double before = record.byModel(1)[0];
        for (int i = 0; i < 50; i++) {
            record.modelRound(List.of(0.1), 0, 0);
        }
        assertThat(record.byModel(1)[0]).isLessThan(before - 0.2);
    }

    @Test
    void whatIsNotTriedSoDeepIsExpectedToBeLikeWhatIs() {
        DraftRecord record = new DraftRecord(new DraftRecord.Shared());
        for (int i = 0; i < 300; i++) {
            record.modelRound(List.of(0.8), 1, i % 20 == 0 ? 0 : 1);
        }
        double[] chances = record.byModel(8);
        assertThat(chances[0]).isGreaterThan(0.9);
        assertThat(chances[7]).isCloseTo(chances[0], within(0.03));
    }

    @Test
    void hopeFadesWithTrialsAndComesBack() {
        DraftRecord record = after(60, 0.3, new DraftRecord.Shared());
        double tried = record.hopedByModel(1)[0] - record.byModel(1)[0];
        assertThat(new DraftRecord(new DraftRecord.Shared()).hopedByModel(1)[0]).isGreaterThan(0.9);
        assertThat(tried).isBetween(0.0, 0.25);
        for (int i = 0; i < 1000; i++) {
            record.plainRound();
        }
        assertThat(record.hopedByModel(1)[0] - record.byModel(1)[0]).isGreaterThan(2 * tried);
    }

    @Test
    void aCollapseIsNoticedWithinAFewRoundsAtEveryDepth() {
        DraftRecord record = after(200, 0.95, new DraftRecord.Shared());
        double before = record.byModel(4)[3];
        for (int i = 0; i < 12; i++) {
            record.modelRound(Collections.nCopies(4, 0.8), 4, 0);
        }
        assertThat(record.byModel(1)[0]).isLessThan(0.5);
        assertThat(record.byModel(4)[3]).isLessThan(before - 0.2);
    }

    @Test
    void aSessionMayBeBetterThanOthersOfTheSameConfidence() {
        DraftRecord.Shared shared = new DraftRecord.Shared();
        DraftRecord good = new DraftRecord(shared);
        DraftRecord bad = new DraftRecord(shared);
        for (int i = 0; i < 200; i++) {
            good.modelRound(List.of(0.85), 1, i % 10 == 0 ? 0 : 1);
            bad.modelRound(List.of(0.85), 1, i % 10 == 0 ? 1 : 0);
        }
        assertThat(good.calibrated(0.85)).isCloseTo(0.5, within(0.1));
        assertThat(good.expected(0.85)).isGreaterThan(0.8);
        assertThat(bad.expected(0.85)).isLessThan(0.2);
    }
}
