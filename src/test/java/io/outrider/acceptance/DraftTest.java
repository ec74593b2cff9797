package io.outrider.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrider.acceptance.Draft.Drafted;
import io.outrider.probability.Distribution;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DraftTest {

    @Test
    void aTokenOfProbabilityZeroCannotHaveBeenDrawn() {
        assertThatThrownBy(() -> new Drafted(1, Distribution.of(1, 0, 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void chosenTokensAreCertain() {
        Draft draft = Draft.certain(5, 3, 0);

        assertThat(draft.size()).isEqualTo(2);
        assertThat(draft.tokens().getFirst().token()).isEqualTo(3);
        assertThat(draft.tokens().getFirst().p()).isEqualTo(1);
        assertThat(draft.tokens().getLast().drawnFrom().isCertain()).isTrue();
    }

    @Test
    void aVerdictMustAgreeWithItsTests() {
        List<io.outrider.acceptance.Test> tests =
                List.of(new io.outrider.acceptance.Test(.5, .2, false));

        assertThatThrownBy(() -> new Verdict(1, Optional.empty(), tests))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new io.outrider.acceptance.Test(0, .5, true))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new io.outrider.acceptance.Test(.5, Double.NaN, true))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
