package io.outrider.text.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateBudgetTest {
    private static final Map<String, Object> VARIABLES =
            Map.of("l", List.of(1, 2, 3), "s", "text", "d", Map.of("a", List.of()));

    private static List<Run> render(String template) {
        return Template.parse(template).render(Map.of(), VARIABLES, Clock.systemUTC());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ 'x' * 1000000000 }}",
                "{{ [0] * 1000000000 }}",
                "{{ 9 ** 99999 }}",
                "{{ range(1000000000) }}",
                "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
                "{% for a in range(99999) %}{{ range(99999) | list }}{% endfor %}",
                "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
                "{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}",
                "{% set n = namespace(s='xx') %}{% for i in range(99) %}"
                        + "{% set n.s = n.s + n.s %}{% endfor %}",
                "{% set n = namespace(l=[1]) %}{% for i in range(99) %}"
                        + "{% set n.l = [n.l, n.l] %}{% endfor %}{{ n.l }}",
                "{% set n = namespace(l=[1]) %}{% for i in range(99) %}"
                        + "{% set n.l = [n.l, n.l] %}{% endfor %}{{ n.l == n.l[:] + [] }}",
                "{% set q = [] %}{% set _ = q.append(q) %}{{ q }}",
                "{% set q = [] %}{% set _ = q.append(q) %}{{ q | tojson }}",
                "{{ 'a' | indent(1000000000) }}",
                "{{ 'a' | center(1000000000) }}",
                "{{ ('a' * 9000000).count('a' * 4000000) }}",
                "{{ ('a ' * 8000000).split() }}",
                "{{ l | batch(1000000000, 0) }}",
                "{{ ('%c' * 1000000) | replace('%', '%%') * 9 }}",
            })
    void whatWouldNeverEndIsRefused(String template) {
        long start = System.currentTimeMillis();
        assertThatThrownBy(() -> render(template)).isInstanceOf(TemplateException.class);
        assertThat(System.currentTimeMillis() - start).isLessThan(10_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[", "-", "not ", "1+", "x.", "x|e|", "1 if 1 else ", "{'a':"})
    void nestingIsRefusedBeforeASmallStackOverflows(String opening) throws InterruptedException {
        List<String> templates =
                List.of(
                        "{{ " + opening.repeat(40_000) + "1 }}",
                        "{{ x" + ".a".repeat(40_000) + " }}",
                        "{{ x" + "|e".repeat(40_000) + " }}",
                        "{% if 1 %}".repeat(40_000));
        for (String template : templates) {
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Runnable attempt =
                    () -> {
                        try {
                            render(template);
                        } catch (Throwable thrown) {
                            failure.set(thrown);
                        }
                    };
            Thread thread = new Thread(null, attempt, "small stack", 512 * 1024);
            thread.start();
            thread.join();
            assertThat(failure.get()).isInstanceOf(TemplateException.class);
        }
    }

    @Test
    void garbageEndsInNothingButATemplateException() {
        String[] words = {
            "{{", "}}", "{%", "%}", "{#", "#}", "-", "if", "for", "x", "in", "l", "endfor", "endif",
            "set", "=", "(", ")", "[", "]", "|", "join", "is", "defined", "'a'", "1", "1.5", ".",
            ",", ":", "macro", "endmacro", "~", "%", "not", "else", "s", "d", "\n", " ", "\\", "\"",
            "tojson", "format", "split", "raw", "endraw", "**", "loop", "namespace", "\ud83d"
        };
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder template = new StringBuilder(i % 2 == 0 ? "{{ l" : "{% ");
            for (int n = random.nextInt(14); n >= 0; n--) {
                template.append(words[random.nextInt(words.length)]).append(' ');
            }
            template.append(i % 2 == 0 ? "}}" : "%}");
            try {
                render(template.toString());
            } catch (TemplateException expected) {
                refused++;
            }
        }
        assertThat(refused).isBetween(10_000, 20_000);
    }

    @Test
    void aFailureNamesItsLine() {
        assertThatThrownBy(() -> render("a\nb\n{{ s.nothing.more }}"))
                .isInstanceOfSatisfying(
                        TemplateException.class, e -> assertThat(e.line()).hasValue(3));
        assertThatThrownBy(() -> Template.parse("a\n{% for x in l recursive %}{% endfor %}"))
                .hasMessageContaining("line 2")
                .hasMessageContaining("recursive");
        assertThatThrownBy(() -> Template.parse("{% include 'x' %}"))
                .hasMessageContaining("include");
    }

    @Test
    void whatTheTemplateRaisesIsPassedOnInItsOwnWords() {
        assertThatThrownBy(() -> render("\n{{ raise_exception('No ' ~ s) }}"))
                .hasMessage("No text")
                .isInstanceOfSatisfying(
                        TemplateException.class, e -> assertThat(e.raisedByTemplate()).isTrue());
    }

    @Test
    void nothingOfTheMachineCanBeReached() {
        assertThat(render("{{ s.__class__ }}{{ l.getClass }}{{ s['length'] }}")).isEmpty();
        assertThatThrownBy(() -> render("{{ '{0.__class__}'.format(s) }}"))
                .isInstanceOf(TemplateException.class);
        assertThatThrownBy(() -> render("{{ s.getClass() }}"))
                .isInstanceOf(TemplateException.class);
    }

    @Test
    void changingAListInATemplateDoesNotChangeTheCallersList() {
        assertThat(render("{% set _ = l.append(4) %}{{ l }}").getFirst().text())
                .isEqualTo("[1, 2, 3, 4]");
        assertThat(VARIABLES.get("l")).isEqualTo(List.of(1, 2, 3));
    }
}
