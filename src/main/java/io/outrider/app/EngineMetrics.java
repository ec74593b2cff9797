package io.outrider.app;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.outrider.engine.EngineObserver;
import io.outrider.engine.PaceReport;
import io.outrider.engine.Role;
import io.outrider.generation.FinishReason;
import io.outrider.generation.SpeculationReport;
import io.outrider.generation.Usage;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The engine's numbers for Prometheus: vLLM's names, so that existing dashboards, autoscalers and
 * routers work, and our own with the prefix {@code outrider_}. Raw counters; rates and means are
 * PromQL's business.
 */
final class EngineMetrics implements EngineObserver {
    private static final String MODEL = "model_name";

    private final MeterRegistry registry;
    private final String model;
    private final Supplier<Holdings> holdings;

    EngineMetrics(
            MeterRegistry registry,
            String model,
            Supplier<Holdings> holdings,
            Supplier<Optional<PaceReport>> pace) {
        this.registry = registry;
        this.model = model;
        this.holdings = holdings;
        gauge("vllm:num_requests_running", "Sessions generating", Holdings::running);
        gauge("vllm:num_requests_waiting", "Requests waiting for a place", Holdings::waiting);
        gauge("vllm:kv_cache_usage_perc", "Share of cache cells that sessions hold", this::usage);
        gauge(
                "outrider_kv_cells_used",
                "Cache cells that sessions hold, in the fullest model",
                Holdings::usedCells);
        gauge(
                "outrider_kv_cells_kept",
                "Cache cells that only kept prefixes hold; given up when somebody needs them",
                Holdings::keptCells);
        gauge(
                "outrider_kv_cells_reserved",
                "Cache cells promised to sessions",
                Holdings::reservedCells);
        gauge("outrider_kv_cells", "Cache cells there are", Holdings::cells);
        gauge("outrider_sequences_used", "Sequence ids in use", Holdings::sequences);
        counted(
                "outrider_host_seconds",
                "From a session's wake to its next wait",
                this::hostSeconds);
        counted("outrider_late_sessions", "Left out of a pass for computing too long", this::late);
        new PaceMetrics(registry, model, pace).register();
        // Registered now so that a scraper sees zeros before the first event.
        for (FinishReason reason : FinishReason.values()) {
            success(reason);
        }
        ended("cancelled", 0);
        promptTokens();
        generationTokens();
        drafts();
        draftTokens();
        acceptedTokens();
        preemptions();
        spared(Role.TARGET, 0);
        prefilled(0, 0);
    }

    private double usage(Holdings now) {
        return now.cells() == 0 ? 0 : (double) now.usedCells() / now.cells();
    }

    private void gauge(String name, String about, ToDoubleFunction<Holdings> value) {
        Gauge.builder(name, holdings, from -> value.applyAsDouble(from.get()))
                .description(about)
                .tag(MODEL, model)
                .strongReference(true)
                .register(registry);
    }

    private double hostSeconds(Supplier<Holdings> from) {
        return from.get().hostNanos() / 1e9;
    }

    private double late(Supplier<Holdings> from) {
        return from.get().lateSessions();
    }

    private void counted(String name, String about, ToDoubleFunction<Supplier<Holdings>> value) {
        FunctionCounter.builder(name, holdings, value)
                .description(about)
                .tag(MODEL, model)
                .register(registry);
    }

    private Counter counter(String name, String about, String... tags) {
        return Counter.builder(name)
                .description(about)
                .tag(MODEL, model)
                .tags(tags)
                .register(registry);
    }

    private Timer timer(String name, String about) {
        return Timer.builder(name)
                .description(about)
                .tag(MODEL, model)
                .serviceLevelObjectives(
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(2500),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(300))
                .register(registry);
    }

    private Counter success(FinishReason reason) {
        return counter(
                "vllm:request_success",
                "Requests that ended well",
                "finished_reason",
                reason.name().toLowerCase(Locale.ROOT));
    }

    private Counter promptTokens() {
        return counter("vllm:prompt_tokens", "Prompt tokens of finished requests");
    }

    private Counter generationTokens() {
        return counter("vllm:generation_tokens", "Tokens generated");
    }

    private Counter drafts() {
        return counter("vllm:spec_decode_num_drafts", "Rounds with a draft");
    }

    private Counter draftTokens() {
        return counter("vllm:spec_decode_num_draft_tokens", "Tokens drafted");
    }

    private Counter acceptedTokens() {
        return counter("vllm:spec_decode_num_accepted_tokens", "Drafted tokens accepted");
    }

    private Counter preemptions() {
        return counter("outrider_preemptions", "Sessions that gave their cells up to older ones");
    }

    private void ended(String code, int times) {
        counter("outrider_requests_ended", "Requests that did not end well", "code", code)
                .increment(times);
    }

    @Override
    public void pass(Role role, int rows, int prefillRows, long nanos) {
        String name = role.name().toLowerCase(Locale.ROOT);
        Timer.builder("outrider_pass")
                .description("Time in llama_decode")
                .tags(MODEL, model, "role", name)
                .register(registry)
                .record(Duration.ofNanos(nanos));
        DistributionSummary.builder("outrider_pass_rows")
                .description("Rows of a pass")
                .tags(MODEL, model, "role", name)
                .register(registry)
                .record(rows);
        counter("outrider_prefill_rows", "Context rows that were caught up", "role", name)
                .increment(prefillRows);
    }

    @Override
    public void round(String method, int drafted, int accepted) {
        counter("outrider_rounds", "Rounds, by method", "method", method).increment();
        if (drafted == 0) {
            return;
        }
        drafts().increment();
        draftTokens().increment(drafted);
        acceptedTokens().increment(accepted);
        counter("outrider_wasted_rows", "Drafted tokens that were not kept", "method", method)
                .increment((double) drafted - accepted);
        for (int position = 0; position < accepted; position++) {
            counter(
                            "vllm:spec_decode_num_accepted_tokens_per_pos",
                            "Drafted tokens accepted, by place in the draft",
                            "position",
                            String.valueOf(position))
                    .increment();
        }
    }

    @Override
    public void started(long queuedNanos) {
        timer("vllm:request_queue_time", "From admission to leaving the queue")
                .record(Duration.ofNanos(queuedNanos));
    }

    @Override
    public void preempted() {
        preemptions().increment();
    }

    @Override
    public void spared(Role role, int tokens) {
        counter(
                        "outrider_prefix_tokens_reused",
                        "Context that was not evaluated because a prefix held it",
                        "role",
                        role.name().toLowerCase(Locale.ROOT))
                .increment(tokens);
    }

    @Override
    public void prefilled(int promptTokens, int cachedTokens) {
        counter("vllm:prefix_cache_queries", "Prompt tokens looked up").increment(promptTokens);
        counter("vllm:prefix_cache_hits", "Prompt tokens that a prefix held")
                .increment(cachedTokens);
        counter("outrider_prefix_hits", "Sessions that reused a prefix")
                .increment(cachedTokens > 0 ? 1 : 0);
    }

    @Override
    public void firstTokens(int count, long sinceAdmissionNanos, long prefillNanos) {
        timer("vllm:time_to_first_token", "From admission to the first token")
                .record(Duration.ofNanos(sinceAdmissionNanos));
        timer("vllm:request_prefill_time", "From leaving the queue to the first token")
                .record(Duration.ofNanos(prefillNanos));
        generationTokens().increment(count);
    }

    @Override
    public void tokens(int count, long sinceLastNanos) {
        if (count > 0) {
            timer("vllm:inter_token_latency", "Gap between bursts, per token")
                    .record(Duration.ofNanos(sinceLastNanos / count));
        }
        generationTokens().increment(count);
    }

    @Override
    public void finished(
            FinishReason reason, Usage usage, SpeculationReport report, Durations durations) {
        success(reason).increment();
        promptTokens().increment(usage.promptTokens());
        timer("vllm:e2e_request_latency", "From admission to the end")
                .record(Duration.ofNanos(durations.totalNanos()));
        timer("vllm:request_decode_time", "From the first token to the end")
                .record(Duration.ofNanos(durations.decodeNanos()));
    }

    @Override
    public void ended(String code) {
        ended(code, 1);
    }

    @Override
    public void refused(String code) {
        counter("outrider_requests_refused", "Requests refused at the door", "code", code)
                .increment();
    }
}
