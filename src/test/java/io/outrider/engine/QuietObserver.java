package io.outrider.engine;

import io.outrider.generation.FinishReason;
import io.outrider.generation.SpeculationReport;
import io.outrider.generation.Usage;

/** Hears everything and says nothing. */
public final class QuietObserver implements EngineObserver {
    @Override
    public void pass(Role role, int rows, int prefillRows, long nanos) {}

    @Override
    public void round(String method, int drafted, int accepted) {}

    @Override
    public void spared(Role role, int tokens) {}

    @Override
    public void prefilled(int promptTokens, int cachedTokens) {}

    @Override
    public void started(long queuedNanos) {}

    @Override
    public void preempted() {}

    @Override
    public void firstTokens(int count, long sinceAdmissionNanos, long prefillNanos) {}

    @Override
    public void tokens(int count, long sinceLastNanos) {}

    @Override
    public void finished(
            FinishReason reason, Usage usage, SpeculationReport report, Durations durations) {}

    @Override
    public void ended(String code) {}

    @Override
    public void refused(String code) {}
}
