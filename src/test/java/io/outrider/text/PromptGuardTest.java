package io.outrider.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrider.text.PromptGuard.Objection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptGuardTest {
    private final PromptGuard guard = new PromptGuard(1 << 20);

    @ParameterizedTest
    @CsvSource({
        "a, letters",
        "' ', spaces",
        "'\t', spaces",
        "'\n', newlines",
        "7, digits",
        "!, other characters",
    })
    void aRunMayBeAsLongAsTheLimitAndNoLonger(String character, String what) {
        String longest = character.repeat(PromptGuard.LONGEST_RUN);
        assertThat(guard.check(longest)).isEmpty();
        String before = character.isBlank() ? "x1" : "x1 ";
        assertThat(guard.check(before + longest + character))
                .contains(new Objection.TooRepetitive(what));
    }

    @Test
    void runsAreMeasuredInBytes() {
        assertThat(guard.check("漢".repeat(PromptGuard.LONGEST_RUN / 3))).isEmpty();
        assertThat(guard.check("漢".repeat(PromptGuard.LONGEST_RUN / 3 + 1)))
                .contains(new Objection.TooRepetitive("letters"));
        assertThat(guard.check("😀".repeat(PromptGuard.LONGEST_RUN / 4 + 1)))
                .contains(new Objection.TooRepetitive("other characters"));
    }

    @Test
    void aRunOverTheBorderOfPiecesCounts() {
        String half = "a".repeat(PromptGuard.LONGEST_RUN / 2 + 1);
        assertThat(guard.check(List.of(Piece.user(half), Piece.template(half))))
                .contains(new Objection.TooRepetitive("letters"));
        assertThat(guard.check(List.of(Piece.user(half), Piece.template("\n" + half)))).isEmpty();
    }

    @Test
    void theWholePromptHasALimitInBytes() {
        PromptGuard small = new PromptGuard(6);
        assertThat(small.check("äöü")).isEmpty();
        assertThat(small.check(List.of(Piece.user("äöü"), Piece.template("x"))))
                .contains(new Objection.TooLong(7, 6));
    }

    @Test
    void aGuardWithoutRoomIsRefused() {
        assertThatThrownBy(() -> new PromptGuard(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void mixturesThatOutrunTheNativeRegexAreRefusedToo() {
        PromptGuard guard = new PromptGuard(4 << 20);
        assertThat(guard.check(" \n".repeat(500_000)))
                .contains(new PromptGuard.Objection.TooRepetitive("whitespace"));
        assertThat(guard.check("a1".repeat(700_000)))
                .contains(new PromptGuard.Objection.TooRepetitive("text without whitespace"));
        assertThat(guard.check("a1 ".repeat(700_000))).isEmpty();
    }
}
