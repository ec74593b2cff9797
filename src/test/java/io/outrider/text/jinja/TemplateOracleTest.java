package io.outrider.text.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Expected texts were rendered by Python's jinja2 3.1.6 with Hugging Face's settings: immutable
 * sandbox, trim_blocks, lstrip_blocks, loop controls, its tojson, and 2026-03-05 14:07:09 as now.
 */
class TemplateOracleTest {
    private static final Clock NOW =
            Clock.fixed(Instant.parse("2026-03-05T14:07:09Z"), ZoneOffset.UTC);
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<Arguments> cases() throws IOException {
        try (InputStream in =
                TemplateOracleTest.class.getResourceAsStream("/text/jinja-cases.json")) {
            JsonNode root = JSON.readTree(in);
            Map<String, Object> variables =
                    JSON.convertValue(root.get("variables"), new TypeReference<>() {});
            return StreamSupport.stream(root.get("cases").spliterator(), false)
                    .map(
                            c ->
                                    Arguments.of(
                                            c.get("template").asText(),
                                            variables,
                                            c.get("expected").asText()));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void rendersAsPythonDoes(String template, Map<String, Object> variables, String expected) {
        List<Run> runs = Template.parse(template).render(Map.of(), variables, NOW);
        assertThat(runs.stream().map(Run::text).collect(Collectors.joining())).isEqualTo(expected);
    }
}
