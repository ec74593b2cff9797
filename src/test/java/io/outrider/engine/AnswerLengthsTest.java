package io.outrider.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class AnswerLengthsTest {
    private final AnswerLengths answers = new AnswerLengths(1);

    private static void add(AnswerLengths to, int times, int length) {
        for (int i = 0; i < times; i++) {
            to.add(length);
        }
    }

    @Test
    void asLongAsLittleIsKnownEverybodyGetsAllOfIt() {
        add(answers, 7, 10);
        assertThat(answers.cells(100, 500)).isEqualTo(500);
        answers.add(10);
        assertThat(answers.cells(100, 500)).isEqualTo(110);
    }

    @Test
    void nineAnswersInTenAreNotLongerThanWhatIsExpected() {
        for (int length = 1; length <= 100; length++) {
            answers.add(length);
        }
        assertThat(answers.cells(0, 1000)).isEqualTo(90);
    }

    @Test
    void nobodyIsPromisedMoreThanTheLimitOrLessThanAToken() {
        add(answers, 20, 50);
        assertThat(answers.cells(100, 120)).isEqualTo(120);
        assertThat(answers.cells(120, 120)).isEqualTo(120);
        add(answers, 300, 0);
        assertThat(answers.cells(100, 500)).isEqualTo(101);
    }

    @Test
    void longAgoIsForgotten() {
        add(answers, AnswerLengths.KEPT, 400);
        add(answers, AnswerLengths.KEPT, 20);
        assertThat(answers.cells(0, 500)).isEqualTo(20);
    }

    @Test
    void overcommitSaysHowMuchOfTheDoubtCounts() {
        for (var each : java.util.Map.of(0.0, 500, 0.5, 300, 1.0, 100).entrySet()) {
            AnswerLengths some = new AnswerLengths(each.getKey());
            add(some, 20, 100);
            assertThat(some.cells(0, 500)).isEqualTo(each.getValue());
        }
    }
}
