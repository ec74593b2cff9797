package io.outrider.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrider.text.StopScanner.Scan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StopScannerTest {

    @Test
    void textWithoutStopsPassesStraightThrough() {
        StopScanner scanner = new StopScanner(List.of());
        assertThat(scanner.push("abc")).isEqualTo(new Scan("abc", Optional.empty()));
        assertThat(scanner.flush()).isEmpty();
    }

    @Test
    void onlyWhatMayBecomeAStopIsHeldBack() {
        StopScanner scanner = new StopScanner(List.of("END", "\n\n"));
        assertThat(scanner.push("text E").emit()).isEqualTo("text ");
        assertThat(scanner.push("N").emit()).isEmpty();
        assertThat(scanner.push("EN").emit()).isEqualTo("EN");
        assertThat(scanner.push("x\n").emit()).isEqualTo("ENx");
        assertThat(scanner.flush()).isEqualTo("\n");
    }

    @Test
    void aStopAcrossPushesIsFoundAndNothingFollowsIt() {
        StopScanner scanner = new StopScanner(List.of("</answer>"));
        assertThat(scanner.push("42</an")).isEqualTo(new Scan("42", Optional.empty()));
        assertThat(scanner.push("swer> more")).isEqualTo(new Scan("", Optional.of("</answer>")));
        assertThat(scanner.push("more").emit()).isEmpty();
        assertThat(scanner.flush()).isEmpty();
    }

    @Test
    void theStopThatIsCompleteFirstWinsAndOfThoseTheLongest() {
        assertThat(new StopScanner(List.of("abcd", "bc")).push("xabcd"))
                .isEqualTo(new Scan("xa", Optional.of("bc")));
        assertThat(new StopScanner(List.of("c", "abc")).push("xabc"))
                .isEqualTo(new Scan("x", Optional.of("abc")));
    }

    @Test
    void aStopThatOverlapsItselfIsFound() {
        StopScanner scanner = new StopScanner(List.of("aab"));
        assertThat(scanner.push("aa").emit()).isEmpty();
        assertThat(scanner.push("a").emit()).isEqualTo("a");
        assertThat(scanner.push("b")).isEqualTo(new Scan("", Optional.of("aab")));
    }

    @Test
    void anEmptyStopIsRefused() {
        assertThatThrownBy(() -> new StopScanner(List.of("")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theOutcomeDoesNotDependOnTheCuts() {
        Random random = new Random(11);
        for (int round = 0; round < 20_000; round++) {
            List<String> stops = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                stops.add(word(random, 1 + random.nextInt(4)));
            }
            String text = word(random, random.nextInt(14));
            StopScanner scanner = new StopScanner(stops);
            StringBuilder emitted = new StringBuilder();
            Optional<String> stop = Optional.empty();
            for (int from = 0; from < text.length() && stop.isEmpty(); ) {
                int to = Math.min(text.length(), from + 1 + random.nextInt(3));
                Scan scan = scanner.push(text.substring(from, to));
                emitted.append(scan.emit());
                stop = scan.stop();
                from = to;
            }
            emitted.append(stop.isEmpty() ? scanner.flush() : "");
            assertThat(emitted + " " + stop).isEqualTo(expected(stops, text));
        }
    }

    /** The plain definition: the shortest beginning of the text that ends with a stop. */
    private static String expected(List<String> stops, String text) {
        for (int end = 1; end <= text.length(); end++) {
            String beginning = text.substring(0, end);
            Optional<String> stop =
                    stops.stream()
                            .filter(beginning::endsWith)
                            .max((a, b) -> a.length() - b.length());
            if (stop.isPresent()) {
                return beginning.substring(0, end - stop.get().length()) + " " + stop;
            }
        }
        return text + " " + Optional.empty();
    }

    private static String word(Random random, int length) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append((char) ('a' + random.nextInt(2)));
        }
        return word.toString();
    }
}
