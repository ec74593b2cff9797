package io.outrider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrider.generation.FinishReason;
import io.outrider.generation.SpeculationReport;
import io.outrider.generation.Usage;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Builds the documents that answer one order: what all of them repeat, and what they differ in.
 *
 * @param created seconds since 1970
 * @param fingerprint of this server's build
 */
record Reply(Endpoint endpoint, Order order, long created, String fingerprint) {

    Wire.Document whole(
            String text, FinishReason reason, Usage usage, SpeculationReport speculation) {
        return new Wire.Answer(
                order.request().id(),
                endpoint.documentKind(),
                created,
                order.model(),
                fingerprint,
                List.of(endpoint.whole(text, reason)),
                wire(usage),
                metrics(speculation));
    }

    Optional<Wire.Document> opening() {
        return endpoint.opening().map(choice -> chunk(choice, null));
    }

    Wire.Document delta(String text) {
        return chunk(endpoint.delta(text), null);
    }

    /** The last chunk, or the last two when the token counts were asked for. */
    List<Wire.Document> closing(FinishReason reason, Usage usage, SpeculationReport speculation) {
        Wire.Choice last = endpoint.closing(reason);
        Wire.Metrics metrics = metrics(speculation);
        return switch (order.delivery()) {
            case WHOLE, STREAM -> List.of(chunk(last, metrics));
            case STREAM_WITH_USAGE ->
                    List.of(chunk(last, null), chunk(List.of(), wire(usage).node(), metrics));
        };
    }

    private Wire.Document chunk(Wire.Choice choice, Wire.@Nullable Metrics metrics) {
        return switch (order.delivery()) {
            case WHOLE, STREAM -> chunk(List.of(choice), null, metrics);
            case STREAM_WITH_USAGE -> chunk(List.of(choice), Wire.Usage.UNTOLD, metrics);
        };
    }

    private Wire.Document chunk(
            List<Wire.Choice> choices, @Nullable JsonNode usage, Wire.@Nullable Metrics metrics) {
        return new Wire.Chunk(
                order.request().id(),
                endpoint.chunkKind(),
                created,
                order.model(),
                fingerprint,
                choices,
                usage,
                metrics);
    }

    private static Wire.Usage wire(Usage usage) {
        return new Wire.Usage(
                usage.promptTokens(),
                usage.completionTokens(),
                usage.totalTokens(),
                new Wire.PromptTokensDetails(usage.cachedTokens()));
    }

    private Wire.@Nullable Metrics metrics(SpeculationReport report) {
        return order.metrics()
                ? new Wire.Metrics(
                        SpeculationBody.of(report, order.request().speculation().draftTokens()))
                : null;
    }
}
