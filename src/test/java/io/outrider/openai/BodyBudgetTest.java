package io.outrider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BodyBudgetTest {
    @Test
    void whatIsTakenIsGivenBackInFull() {
        BodyBudget budget = new BodyBudget(10);
        assertThat(budget.take(6)).isTrue();
        assertThat(budget.take(5)).as("no more than there is").isFalse();
        assertThat(budget.take(4)).as("a refusal takes nothing").isTrue();
        budget.give(10);
        assertThat(budget.take(10)).isTrue();
    }
}
