package io.outrider.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class VisitsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(6);

    private static List<Visit> visits(long seed, int count) {
        Visits visits = new Visits(List.of("none", "chain"), "heavy", TIMEOUT);
        Dice dice = new Dice(seed);
        List<Visit> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(visits.next(dice));
        }
        return made;
    }

    @Test
    void theSameSeedMakesTheSameVisitsAndAnotherDoesNot() {
        assertThat(visits(1, 50)).isEqualTo(visits(1, 50));
        assertThat(visits(1, 50)).isNotEqualTo(visits(2, 50));
    }

    @Test
    void everyMannerMethodAndLengthComesUp() throws IOException {
        Set<Class<?>> manners = new HashSet<>();
        Set<String> methods = new HashSet<>();
        Set<String> beginnings = new HashSet<>();
        int longest = 0;
        int shortest = Integer.MAX_VALUE;
        for (Visit visit : visits(3, 2000)) {
            manners.add(visit.manner().getClass());
            if (visit.manner() instanceof Manner.Errs) {
                continue;
            }
            if (visit.manner() instanceof Manner.Dawdles(int events, Duration pause)) {
                assertThat(pause).isLessThan(TIMEOUT.dividedBy(2));
            }
            JsonNode body = new ObjectMapper().readTree(visit.body());
            assertThat(body.path("stream").asBoolean()).isTrue();
            assertThat(body.path("max_tokens").asInt()).isBetween(1, 200);
            methods.add(body.path("speculative").path("method").asText());
            String prompt =
                    visit.path().equals(Visits.CHAT)
                            ? body.at("/messages/0/content").asText()
                            : body.path("prompt").asText();
            int words = prompt.split(" ", -1).length - 1;
            longest = Math.max(longest, words);
            shortest = Math.min(shortest, words);
            if (words > 300) {
                beginnings.add(prompt.substring(0, 200));
            }
        }
        assertThat(manners)
                .containsExactlyInAnyOrder(
                        Manner.Errs.class,
                        Manner.Vanishes.class,
                        Manner.Leaves.class,
                        Manner.Dawdles.class,
                        Manner.Reads.class);
        assertThat(methods).containsExactlyInAnyOrder("none", "chain", "auto", "");
        assertThat(shortest).isLessThan(5);
        assertThat(longest).isBetween(450, 600);
        long longOnes =
                visits(3, 2000).stream().filter(each -> each.body().length() > 1700).count();
        assertThat((long) beginnings.size()).as("some are shared").isLessThan(longOnes - 100);
    }

    @Test
    void aStallLastsLongerThanTheServerAllows() {
        Visit visit = new Visits(List.of("none"), "heavy", TIMEOUT).stalling(new Dice(1));
        assertThat(visit.body()).contains("\"model\":\"heavy\"");
        assertThat(visit.manner())
                .isInstanceOfSatisfying(
                        Manner.Stalls.class,
                        stalls ->
                                assertThat(stalls.pause()).isGreaterThan(TIMEOUT.multipliedBy(2)));
    }

    @Test
    void diceStayInTheirRange() {
        Dice dice = new Dice(9);
        Set<Integer> flat = new HashSet<>();
        int small = 0;
        for (int i = 0; i < 1000; i++) {
            flat.add(dice.between(3, 7));
            int scaled = dice.mostlySmall(1, 1000);
            assertThat(scaled).isBetween(1, 999);
            small += scaled < 32 ? 1 : 0;
        }
        assertThat(flat).containsExactlyInAnyOrder(3, 4, 5, 6);
        assertThat(small).isBetween(400, 600);
    }
}
