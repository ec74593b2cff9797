package io.outrider.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ReadingsTest {
    private static final String PAGE =
            """
            # HELP outrider_kv_cells_used Cache cells in use
            # TYPE outrider_kv_cells_used gauge
            outrider_kv_cells_used{model_name="m"} 12.0
            outrider_kv_cells_reserved{model_name="m"} 0.0
            outrider_kv_cells{model_name="m"} 8192.0
            outrider_sequences_used{model_name="m"} 1.0
            vllm:num_requests_running{model_name="m"} 1.0
            vllm:num_requests_waiting{model_name="m"} 0.0
            vllm:generation_tokens_total{model_name="m"} 1.5E3
            outrider_requests_ended_total{code="cancelled",model_name="m"} 7.0
            outrider_requests_ended_total{code="engine_failure",model_name="m"} 2.0
            jvm_memory_used_bytes{area="heap",id="eden"} 100.0
            jvm_memory_used_bytes{area="heap",id="old"} 50.0
            jvm_memory_used_bytes{area="nonheap",id="code"} 9.0
            plain 3
            """;

    @Test
    void sumsOverLabelsAndTakesNoNameForAnother() {
        Readings readings = Readings.parse(PAGE);
        assertThat(readings.of("outrider_kv_cells")).isEqualTo(8192);
        assertThat(readings.of("outrider_requests_ended_total")).isEqualTo(9);
        assertThat(readings.of("plain")).isEqualTo(3);
        assertThat(readings.without("outrider_requests_ended_total", "code=\"cancelled\""))
                .isEqualTo(2);
    }

    @Test
    void aMetricThatIsMissingIsNotZero() {
        assertThatThrownBy(() -> Readings.parse(PAGE).of("outrider_kv"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("outrider_kv");
        assertThat(Readings.parse(PAGE).find("outrider_kv")).isEmpty();
    }

    @Test
    void samplesAndWhatIsHeldComeFromThePage() {
        Readings readings = Readings.parse(PAGE);
        assertThat(Sample.of(3, 77, readings)).isEqualTo(new Sample(3, 77, 150, 1500, 12, 1, 0));
        assertThat(Rest.of(readings)).isEqualTo(new Rest(12, 0, 0, 1, 1, 0, 2));
        assertThat(Rest.of(Readings.parse(PAGE + "outrider_kv_cells_kept{a=\"b\"} 12\n")))
                .isEqualTo(new Rest(12, 0, 12, 1, 1, 0, 2));
    }

    @Test
    void complaintsAreErrorsAndStackTraces() {
        List<String> bad =
                List.of(
                        "2026-01-02 03:04:05.678 ERROR [Engine] a pass failed",
                        "\tat io.outrider.engine.Engine.pass(Engine.java:12)",
                        "Caused by: java.lang.IllegalStateException",
                        "Exception in thread \"engine\" java.lang.Error",
                        "java.lang.OutOfMemoryError: Java heap space",
                        "# A fatal error has been detected by the Java Runtime Environment:",
                        "ggml.c:1: GGML_ASSERT(x) failed");
        List<String> good =
                List.of(
                        "2026-01-02 03:04:05.678 INFO  [Engine] ready: ERROR is but a word here",
                        "2026-01-02 03:04:05.678 WARN  [Intake] at home (no)",
                        "");
        assertThat(Complaints.in(bad)).isEqualTo(bad);
        assertThat(Complaints.in(good)).isEmpty();
    }
}
