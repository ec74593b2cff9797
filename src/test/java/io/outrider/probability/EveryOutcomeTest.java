package io.outrider.probability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EveryOutcomeTest {

    @Test
    void twoCoinsGiveFourResults() {
        Map<List<Boolean>, Double> law =
                EveryOutcome.laws(chance -> List.of(chance.accept(.25), chance.accept(.5)));

        assertThat(law).hasSize(4);
        assertThat(law.get(List.of(true, false))).isEqualTo(.125);
        assertThat(law.get(List.of(false, true))).isEqualTo(.375);
    }

    @Test
    void whatIsDrawnMayDependOnWhatWasDrawn() {
        double[] law =
                EveryOutcome.law(
                        3,
                        chance -> chance.accept(.5) ? chance.pick(Distribution.of(0, .5, .5)) : 0);

        assertThat(law).containsExactly(.5, .25, .25);
    }

    @Test
    void sureThingsDoNotBranch() {
        int[] runs = new int[1];

        Map<Integer, Double> law =
                EveryOutcome.laws(
                        chance -> {
                            runs[0]++;
                            boolean sure = chance.accept(1.5) && !chance.accept(-1);
                            return sure ? chance.pick(Distribution.certain(9, 4)) : -1;
                        });

        assertThat(law).containsExactly(Map.entry(4, 1.0));
        assertThat(runs[0]).isEqualTo(1);
    }

    @Test
    void expectationsAreAddedUp() {
        assertThat(EveryOutcome.expectation(chance -> chance.accept(.3) ? 10 : 20))
                .isEqualTo(17, within(1e-12));
    }

    @Test
    void anExperimentWithAMindOfItsOwnIsRefused() {
        int[] runs = new int[1];

        assertThatThrownBy(() -> EveryOutcome.laws(chance -> capricious(chance, runs)))
                .isInstanceOf(IllegalStateException.class);
    }

    private static int capricious(Chance chance, int[] runs) {
        boolean first = chance.accept(.5);
        return runs[0]++ % 2 == 0 && first ? chance.pick(Distribution.of(1, 1, 1)) : 0;
    }
}
