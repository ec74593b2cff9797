package io.outrider.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.acceptance.DraftRecord;
import io.outrider.generation.Owner;
import io.outrider.generation.Sampling;
import io.outrider.model.ForwardPass;
import io.outrider.model.ForwardPass.PassFailed;
import io.outrider.model.ForwardPass.Row;
import io.outrider.testing.Costs;
import io.outrider.testing.TableModel;
import io.outrider.testing.TableTokenizer;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Sequences 0 to 3 belong to sessions, 4 to 6 to kept prefixes. */
final class PrefixCacheTest {
    private static final int VOCABULARY = 200;
    private static final int SESSIONS = 4;
    private static final int MOST = 100;
    private static final ForwardPass.Shape SHAPE =
            new ForwardPass.Shape(VOCABULARY, 400, 64, SESSIONS + 3);

    private final double[][] table = TableModel.randomTable(VOCABULARY, new Random(1));
    private final TableModel target = new TableModel(table, SHAPE);
    private final TableModel draft = new TableModel(table, SHAPE);
    private final KvBudget budget = new KvBudget(400);
    private final PrefixCache cache = cache(MOST);

    private PrefixCache cache(int most) {
        Map<Role, ForwardPass> passes = new EnumMap<>(Role.class);
        passes.put(Role.TARGET, target);
        passes.put(Role.DRAFT, draft);
        return new PrefixCache(passes, budget, new QuietObserver(), SESSIONS, most);
    }

    /** Random tokens; a longer text of one seed goes on where a shorter one ends. */
    private static int[] text(int seed, int length) {
        int[] text = new Random(seed).ints(length, 0, VOCABULARY).toArray();
        text[0] = seed;
        return text;
    }

    private static int[] both(int[] first, int[] second) {
        return IntStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
    }

    private static void evaluate(TableModel model, int sequence, int[] text, int length) {
        for (int i = model.length(sequence); i < length; i++) {
            try {
                model.run(List.of(new Row(text[i], i, sequence, MemorySegment.NULL)));
            } catch (PassFailed failed) {
                throw new AssertionError(failed);
            }
        }
    }

    private void join(int sequence, int[] prompt) {
        cache.join(sequence, Optional.of(Owner.keyless("")), prompt);
    }

    private void leave(int sequence, int[] text) {
        cache.leave(
                sequence,
                new SessionContext(
                        text,
                        text.length + 1,
                        Sampling.plain(),
                        new TableTokenizer(VOCABULARY),
                        new DraftRecord.Shared()));
    }

    /** A session of a prompt and its answer, from its beginning to its end. */
    private void session(int[] prompt, int[] text) {
        join(0, prompt);
        evaluate(target, 0, text, text.length);
        evaluate(draft, 0, text, text.length);
        leave(0, text);
    }

    private void session(int[] text) {
        session(text, text);
    }

    /** How much of a prompt a new session would be given, by the target. */
    private int found(int[] prompt) {
        join(3, prompt);
        int found = target.length(3);
        assertThat(draft.length(3)).isEqualTo(found);
        List<Integer> tokens = Arrays.stream(prompt).limit(found).boxed().toList();
        assertThat(target.tokens(3)).isEqualTo(tokens);
        assertThat(draft.tokens(3)).isEqualTo(tokens);
        leave(3, prompt);
        return found;
    }

    @Test
    void aSessionGetsWhatAnEndedOneLeftBehind() {
        session(text(1, 50));
        assertThat(found(both(text(1, 40), new int[] {-1, -1}))).isEqualTo(40);
        assertThat(found(text(1, 70))).isEqualTo(50);
        assertThat(found(text(2, 50))).isZero();
    }

    @Test
    void theLastTokenOfAPromptIsAlwaysEvaluated() {
        session(text(1, 50));
        assertThat(found(text(1, 50))).isEqualTo(49);
        assertThat(found(text(1, 36))).isEqualTo(35);
    }

    @Test
    void ownersShareNothing() {
        int[] prompt = text(1, 50);
        session(prompt);
        for (Owner stranger : List.of(Owner.keyless("salt"), new Owner("key", ""))) {
            cache.join(1, Optional.of(stranger), prompt);
            assertThat(target.length(1)).isZero();
            evaluate(target, 1, prompt, 50);
            assertThat(found(prompt)).as("the owner's own").isEqualTo(49);
            leave(1, prompt);
        }
        cache.join(1, Optional.empty(), prompt);
        assertThat(target.length(1)).isZero();
        cache.join(2, Optional.of(new Owner("key", "")), prompt);
        assertThat(target.length(2)).as("left by that owner").isEqualTo(49);
    }

    @Test
    void whoHasNoOwnerLeavesNothing() {
        cache.join(1, Optional.empty(), text(1, 50));
        evaluate(target, 1, text(1, 50), 50);
        leave(1, text(1, 50));
        assertThat(target.usedCells()).isZero();
    }

    @Test
    void aShortPrefixIsNotWorthIt() {
        session(both(text(1, PrefixCache.SHORTEST), text(2, 20)));
        assertThat(found(both(text(1, PrefixCache.SHORTEST), text(3, 20))))
                .isEqualTo(PrefixCache.SHORTEST);
        assertThat(found(both(text(1, PrefixCache.SHORTEST - 1), new int[] {-1, -1}))).isZero();
        assertThat(cache.keptCells()).isEqualTo(PrefixCache.SHORTEST + 20);
        session(text(4, PrefixCache.SHORTEST - 1));
        assertThat(cache.keptCells()).isEqualTo(PrefixCache.SHORTEST + 20);
    }

    @Test
    void aLivingSessionSharesItsPromptAndNotItsAnswer() {
        join(0, text(1, 40));
        evaluate(target, 0, text(1, 60), 60);
        evaluate(draft, 0, text(1, 60), 60);
        assertThat(found(text(1, 60))).isEqualTo(40);
        leave(0, text(1, 60));
        assertThat(found(text(1, 70))).as("after its end").isEqualTo(60);
    }

    @Test
    void ofALivingSessionOnlyWhatWasEvaluatedIsShared() {
        join(0, text(1, 80));
        evaluate(target, 0, text(1, 80), 45);
        join(1, text(1, 80));
        assertThat(target.length(1)).isEqualTo(45);
        assertThat(draft.length(1)).isZero();
    }

    @Test
    void rowsOfARoundThatWasNeverCommittedAreNotKept() {
        join(0, text(1, 40));
        evaluate(target, 0, text(1, 60), 60);
        evaluate(draft, 0, text(1, 60), 58);
        leave(0, text(1, 50));
        assertThat(found(text(1, 60))).isEqualTo(50);
    }

    @Test
    void theLongestPrefixWins() {
        session(text(1, 40));
        session(both(text(1, 35), text(2, 30)));
        assertThat(found(both(text(1, 35), text(2, 40)))).isEqualTo(65);
        assertThat(found(text(1, 60))).isEqualTo(40);
    }

    @Test
    void theLeastRecentlyUsedGoesWhenIdsRunOut() {
        session(text(1, 33));
        session(text(2, 33));
        session(text(3, 33));
        assertThat(found(text(1, 34))).isEqualTo(33);
        session(text(4, 33));
        assertThat(found(text(2, 34))).isZero();
        assertThat(List.of(found(text(1, 34)), found(text(3, 34)), found(text(4, 34))))
                .containsOnly(33);
    }

    @Test
    void keptPrefixesHoldNoMoreThanTheirShare() {
        session(text(1, 60));
        session(text(2, 60));
        assertThat(cache.keptCells()).isEqualTo(60);
        assertThat(found(text(1, 60))).isZero();
        session(text(3, 150));
        assertThat(cache.keptCells()).isEqualTo(MOST);
        assertThat(found(text(3, 150))).isEqualTo(MOST);
        assertThat(target.usedCells()).isEqualTo(MOST);
    }

    @Test
    void cellsThatTheyShareCountOnce() {
        for (int seed = 2; seed < 5; seed++) {
            session(both(text(1, 60), text(seed, 10)));
        }
        assertThat(cache.keptCells()).isEqualTo(90);
        for (int seed = 2; seed < 5; seed++) {
            assertThat(found(both(text(1, 60), text(seed, 20)))).isEqualTo(70);
        }
    }

    @Test
    void cellsThatASessionHoldsAreItsOwn() {
        session(text(1, 60));
        join(0, both(text(1, 50), text(2, 10)));
        assertThat(cache.usedCells()).isEqualTo(50);
        assertThat(cache.keptCells()).isEqualTo(10);
        leave(0, text(1, 50));
        assertThat(cache.usedCells()).isZero();
        assertThat(cache.keptCells()).isEqualTo(60);
    }

    @Test
    void sessionsGetTheRoomThatTheyWerePromised() {
        session(text(1, 50));
        session(text(2, 40));
        assertThat(budget.reserve(340)).isTrue();
        join(0, text(3, 300));
        assertThat(cache.keptCells()).as("the eldest went").isEqualTo(40);
        assertThat(budget.reserve(60)).isTrue();
        join(1, text(2, 40));
        assertThat(cache.keptCells()).as("not even its last cell").isZero();
        assertThat(target.length(1)).as("what is of use goes last").isEqualTo(39);
    }

    @Test
    void aConversationThatGoesOnReplacesItsBeginning() {
        session(text(1, 33));
        session(text(2, 33));
        session(text(3, 33));
        session(text(1, 34));
        assertThat(List.of(found(text(2, 34)), found(text(3, 34)))).containsOnly(33);
        assertThat(found(text(1, 40))).isEqualTo(34);
        assertThat(cache.keptCells()).isEqualTo(100);
    }

    @Test
    void aBeginningIsNotKeptBesideItsConversation() {
        session(text(1, 50));
        session(text(2, 33));
        session(text(1, 40));
        session(text(1, 50));
        assertThat(cache.keptCells()).isEqualTo(83);
        session(text(3, 33));
        assertThat(found(text(2, 34))).as("the eldest, over its share").isZero();
        assertThat(found(text(1, 60))).isEqualTo(50);
    }

    @Test
    void whatOnlyTheTargetKnowsDoesNotReplaceWhatBothKnow() {
        session(text(1, 40));
        cache.join(0, Optional.of(Owner.keyless("")), text(1, 20));
        evaluate(target, 0, text(1, 50), 50);
        leave(0, text(1, 50));
        join(3, text(1, 70));
        assertThat(target.length(3)).isEqualTo(50);
        assertThat(draft.length(3)).isEqualTo(40);
    }

    @Test
    void whatNobodyUsedForManyRowsGoes() throws PassFailed {
        session(text(1, 40));
        session(text(2, 40));
        pass(PrefixCache.PATIENCE);
        assertThat(found(text(2, 41))).isEqualTo(40);
        pass(1);
        assertThat(found(text(1, 41))).isZero();
        assertThat(found(text(2, 41))).isEqualTo(40);
    }

    /** Lets the target evaluate rows of some session that shares nothing. */
    private void pass(int count) {
        Seat seat = new Seat("other", 0, new ReentrantLock().newCondition());
        Row row = new Row(1, 0, 2, MemorySegment.NULL);
        Tick tick =
                new Tick(
                        Role.TARGET,
                        List.of(new Tick.Slice(seat, Collections.nCopies(count, row), true)));
        Rendezvous nobody =
                new Rendezvous(
                        () -> 0,
                        new Rendezvous.Caps(1, 1, new PrefillChunk(1, 1, Optional.empty())),
                        Costs.flat(),
                        Room.UNLIMITED);
        assertThat(cache.spare(tick, nobody)).isFalse();
    }

    @Test
    void afterTheEndNothingIsHeldOrKept() {
        session(text(1, 50));
        join(0, text(1, 60));
        cache.close();
        assertThat(target.usedCells()).as("the session's").isEqualTo(50);
        leave(0, text(1, 60));
        assertThat(target.usedCells() + draft.usedCells()).isZero();
        assertThat(cache.keptCells()).isZero();
        join(1, text(1, 50));
        assertThat(target.length(1)).isZero();
    }

    @Test
    void withoutCellsToKeepNothingIsShared() {
        PrefixCache off = cache(0);
        off.join(0, Optional.of(Owner.keyless("")), text(1, 50));
        evaluate(target, 0, text(1, 50), 50);
        off.join(1, Optional.of(Owner.keyless("")), text(1, 50));
        assertThat(target.length(1)).isZero();
        assertThat(off.usedCells()).isEqualTo(50);
        off.leave(
                0,
                new SessionContext(
                        text(1, 50),
                        60,
                        Sampling.plain(),
                        new TableTokenizer(VOCABULARY),
                        new DraftRecord.Shared()));
        assertThat(target.usedCells()).isZero();
    }
}
