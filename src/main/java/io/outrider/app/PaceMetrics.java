package io.outrider.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.outrider.engine.PaceReport;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What the engine believes passes to cost, as gauges: the curves at some row counts. */
final class PaceMetrics {
    private static final int[] ROWS = {1, 2, 4, 8, 16, 64};

    private final MeterRegistry registry;
    private final String model;
    private final Supplier<Optional<PaceReport>> pace;

    PaceMetrics(MeterRegistry registry, String model, Supplier<Optional<PaceReport>> pace) {
        this.registry = registry;
        this.model = model;
        this.pace = pace;
    }

    void register() {
        curve("target", PaceReport::target);
        curve("draft", PaceReport::draft);
        gauge(
                "outrider_pace_host_seconds",
                "Expected time of the host between two target passes",
                PaceReport::hostSeconds);
        gauge(
                "outrider_kernel_noise_logits",
                "Largest difference of a logit between a row alone and beside others",
                PaceReport::noise);
    }

    private void curve(String role, Function<PaceReport, PaceReport.Costs> costs) {
        for (int rows : ROWS) {
            gauge(
                    "outrider_pace_pass_seconds",
                    "Expected time of a pass, by rows, at the cells in use now",
                    report -> costs.apply(report).seconds(rows),
                    "role",
                    role,
                    "rows",
                    String.valueOf(rows));
        }
        gauge(
                "outrider_pace_drift",
                "How much slower passes are than when they were measured",
                report -> costs.apply(report).drift(),
                "role",
                role);
    }

    private void gauge(
            String name, String about, ToDoubleFunction<PaceReport> value, String... tags) {
        Gauge.builder(name, pace, from -> from.get().map(value::applyAsDouble).orElse(Double.NaN))
                .description(about)
                .tag("model_name", model)
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }
}
