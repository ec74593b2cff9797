package io.outrider.text.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextMarkTest {
    private static final String PRIVATE = "\u3402\u3403";

    private static List<Run> render(String template, Map<String, ?> user) {
        return Template.parse(template).render(Map.of("bos", "<s>"), user, Clock.systemUTC());
    }

    /** U+3402 and U+3403 appear in no template, only in the user's value. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ u }}",
                "a{{ u }}b",
                "{{ 'a' + u + 'b' }}",
                "{{ 'a' ~ u ~ 'b' }}",
                "{{ u | trim }}",
                "{{ (' ' + u + ' ').strip() }}",
                "{{ u[0] }}{{ u[1:] }}{{ u[::-1] }}",
                "{{ u | upper | lower | title | capitalize }}",
                "{{ ('x' + u).title() }}{{ ('x' + u).capitalize() }}{{ u.swapcase() }}",
                "{{ ('x' + u) | replace('x', 'y') }}",
                "{{ 'x-y' | replace('-', u) }}",
                "{{ ('a,' + u + ',b').split(',')[1] }}",
                "{{ ('a b' + u).split()[-1] }}",
                "{{ ('a,' + u).rsplit(',', 1)[1] }}",
                "{{ ('a=' + u).partition('=')[2] }}",
                "{{ ['x', u, 'y'] | join('-') }}",
                "{{ ['x', 'y'] | join(u) }}",
                "{{ '-'.join([u]) }}",
                "{{ '%s!' % u }}{{ '%5s' % u }}",
                "{{ '%s' | format(u) }}",
                "{{ '{} {x}'.format(u, x=u) }}",
                "{{ (u + '{}').format(1) }}",
                "{{ u | indent(2, true) }}",
                "{{ ('a\n' + u) | indent(u) }}",
                "{{ u | tojson }}",
                "{{ {'k': [u]} | tojson(indent=2) }}",
                "{{ {u: 1} | tojson }}",
                "{{ [u] }}{{ {u: u} }}{{ [u] | string }}",
                "{{ u | e }}",
                "{{ u * 3 }}",
                "{{ u | center(9) }}{{ u.ljust(9) }}{{ 'x'.rjust(5, u[0]) }}",
                "{{ u | list | join }}{{ u | first }}{{ u | last }}{{ u | reverse }}",
                "{% set v %}x{{ u }}{% endset %}{{ v }}",
                "{% set v | upper %}x{{ u }}{% endset %}{{ v }}",
                "{% macro m(x) %}<{{ x }}>{{ caller() }}{% endmacro %}"
                        + "{% call m(u) %}{{ u }}{% endcall %}",
                "{% filter upper %}x{{ u }}{% endfilter %}",
                "{% set n = namespace(s='') %}{% for c in u %}{% set n.s = n.s + c %}{% endfor %}"
                        + "{{ n.s }}",
                "{{ d.k }}{{ d | dictsort | first | last }}{{ d.values() | list | first }}",
                "{% for k, v in d.items() %}{{ k }}{{ v }}{% endfor %}",
                "{{ u | default('x') }}{{ nothing | default(u) }}{{ u if u else 'x' }}",
                "{{ [u, 'a'] | sort | join }}{{ [u, 'a'] | max }}{{ [u, u] | unique | first }}",
                "{{ [{'a': u}] | map(attribute='a') | first }}",
                "{{ [{'a': u}] | groupby('a') | first | first }}",
                "{{ dict(a=u).a }}{{ u.splitlines()[0] }}{{ u.removeprefix('x') }}",
            })
    void everyCharacterOfAUserStaysMarked(String template) {
        List<Run> runs = render(template, Map.of("u", PRIVATE, "d", Map.of("k", PRIVATE)));
        assertThat(runs).anyMatch(run -> run.text().contains("\u3402"));
        assertThat(runs)
                .filteredOn(run -> run.text().chars().anyMatch(c -> c >= 0x3402 && c <= 0x3403))
                .isNotEmpty()
                .allMatch(Run::fromUser);
    }

    @Test
    void theTemplatesOwnTextIsNotTheUsers() {
        assertThat(render("{{ bos }}<a>{{ ('  ' + u + '</a>') | trim }}", Map.of("u", "hi")))
                .containsExactly(
                        new Run("<s><a>", false), new Run("hi", true), new Run("</a>", false));
    }

    @Test
    void cuttingAndReplacingKeepBordersExact() {
        Map<String, String> user = Map.of("u", "abc");
        assertThat(render("{{ ('<' + u + '>')[2:] }}", user))
                .containsExactly(new Run("bc", true), new Run(">", false));
        assertThat(render("{{ ('<' + u + '>') | replace('b', '|') }}", user))
                .containsExactly(
                        new Run("<", false),
                        new Run("a", true),
                        new Run("|", false),
                        new Run("c", true),
                        new Run(">", false));
        assertThat(render("{{ ('<' + u + '>') | upper }}", user))
                .containsExactly(new Run("<", false), new Run("ABC", true), new Run(">", false));
    }

    @Test
    void jsonOfAUsersValueIsTheUsersAndOfNumbersIsNot() {
        assertThat(render("{{ u | tojson }}", Map.of("u", List.of("<s>"))))
                .containsExactly(new Run("[\"<s>\"]", true));
        assertThat(render("{{ u | tojson }}", Map.of("u", List.of(1, true))))
                .containsExactly(new Run("[1, true]", false));
    }
}
