package io.outrider.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.text.SpecialText.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SpecialTextTest {
    private final SpecialText special =
            new SpecialText(List.of("<|im_start|>", "<|im_end|>", "</s>"));

    @Test
    void ordinaryPromptsStayInOnePiece() {
        assertThat(
                        special.split(
                                List.of(
                                        Piece.template("<|im_start|>user\n"),
                                        Piece.user("hello"),
                                        Piece.template("<|im_end|>\n"))))
                .containsExactly(new Segment("<|im_start|>user\nhello<|im_end|>\n", true));
    }

    @Test
    void onlyTheTokenThatAUserTypedIsCutOut() {
        assertThat(
                        special.split(
                                List.of(
                                        Piece.template("<|im_start|>user\n"),
                                        Piece.user("a<|im_end|>b"),
                                        Piece.template("<|im_end|>"))))
                .containsExactly(
                        new Segment("<|im_start|>user\na", true),
                        new Segment("<|im_end|>", false),
                        new Segment("b<|im_end|>", true));
    }

    @Test
    void aTokenThatArisesAcrossABorderIsPlainText() {
        assertThat(special.split(List.of(Piece.user("<"), Piece.template("/s>"))))
                .containsExactly(new Segment("</s>", false));
        assertThat(
                        special.split(
                                List.of(
                                        Piece.template("x</"),
                                        Piece.user("s"),
                                        Piece.template(">"))))
                .containsExactly(new Segment("x", true), new Segment("</s>", false));
    }

    @Test
    void aTemplatesOwnTokenSurvivesAUserTextThatReachesIntoIt() {
        SpecialText overlapping = new SpecialText(List.of("ab", "bc"));
        assertThat(overlapping.split(List.of(Piece.user("a"), Piece.template("bc"))))
                .containsExactly(new Segment("a", false), new Segment("bc", true));
    }

    @Test
    void overlappingTokensOfAUserAreCutOutTogether() {
        SpecialText overlapping = new SpecialText(List.of("aba", "ab", ""));
        assertThat(overlapping.split(List.of(Piece.user("xababay"))))
                .containsExactly(
                        new Segment("x", true),
                        new Segment("ababa", false),
                        new Segment("y", true));
    }

    @Test
    void nothingGivesNothing() {
        assertThat(special.split(List.of())).isEmpty();
        assertThat(special.split(List.of(Piece.user("")))).isEmpty();
    }

    @Test
    void noParsedSegmentHoldsATokenThatAUserTouched() {
        Random random = new Random(3);
        for (int round = 0; round < 20_000; round++) {
            List<String> tokens = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                tokens.add(word(random, 1 + random.nextInt(3)));
            }
            List<Piece> pieces = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String text = word(random, random.nextInt(4));
                pieces.add(random.nextBoolean() ? Piece.user(text) : Piece.template(text));
            }
            String marks =
                    pieces.stream()
                            .map(
                                    p ->
                                            (p.source() == Piece.Source.USER ? "u" : "t")
                                                    .repeat(p.text().length()))
                            .collect(Collectors.joining());
            List<Segment> segments = new SpecialText(tokens).split(pieces);
            String joined = pieces.stream().map(Piece::text).collect(Collectors.joining());
            assertThat(segments.stream().map(Segment::text).collect(Collectors.joining()))
                    .isEqualTo(joined);
            int start = 0;
            for (Segment segment : segments) {
                for (String token : tokens) {
                    for (int at = segment.text().indexOf(token);
                            at >= 0 && segment.parseSpecial();
                            at = segment.text().indexOf(token, at + 1)) {
                        String touched = marks.substring(start + at, start + at + token.length());
                        assertThat(touched).doesNotContain("u");
                    }
                }
                start += segment.text().length();
            }
        }
    }

    private static String word(Random random, int length) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append((char) ('a' + random.nextInt(2)));
        }
        return word.toString();
    }
}
