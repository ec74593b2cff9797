package io.outrider.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import io.outrider.engine.PaceReport;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The documents of this protocol, field by field as they are sent. A null is sent as null. */
final class Wire {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                    .build();

    private Wire() {}

    static byte[] bytes(Document document) {
        try {
            return MAPPER.writeValueAsBytes(document);
        } catch (JsonProcessingException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** What can be sent on its own. */
    sealed interface Document {}

    /** An element of {@code choices}. */
    sealed interface Choice {}

    /** A finished answer. */
    record Answer(
            String id,
            String object,
            long created,
            String model,
            String systemFingerprint,
            List<Choice> choices,
            Usage usage,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Metrics metrics)
            implements Document {}

    /**
     * A part of an answer.
     *
     * @param usage absent, or JSON's null, or the token counts: three different things to clients
     */
    record Chunk(
            String id,
            String object,
            long created,
            String model,
            String systemFingerprint,
            List<Choice> choices,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JsonNode usage,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Metrics metrics)
            implements Document {}

    record ChatChoice(int index, Message message, @Nullable String logprobs, String finishReason)
            implements Choice {}

    record Message(String role, String content, @Nullable String refusal) {}

    record ChatPiece(
            int index, Piece delta, @Nullable String logprobs, @Nullable String finishReason)
            implements Choice {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Piece(@Nullable String role, @Nullable String content) {}

    record TextChoice(
            int index, String text, @Nullable String logprobs, @Nullable String finishReason)
            implements Choice {}

    /**
     * @param cachedTokens of the prompt, those that were not evaluated again
     */
    record PromptTokensDetails(int cachedTokens) {}

    record Usage(
            int promptTokens,
            int completionTokens,
            int totalTokens,
            PromptTokensDetails promptTokensDetails) {
        static final JsonNode UNTOLD = NullNode.getInstance();

        JsonNode node() {
            return MAPPER.valueToTree(this);
        }
    }

    record Metrics(SpeculativeDecoding speculativeDecoding) {}

    /**
     * What speculation did for one answer; vLLM's fields (its pull request 48915), then ours.
     *
     * @param meanAcceptanceLength tokens a drafted round emits, the target's own one included
     * @param acceptanceHistogram entry i counts the rounds that accepted exactly i drafted tokens
     * @param numSpecSteps rounds in which something was drafted
     * @param numSpecTokens tokens drafted in a full round
     */
    record SpeculativeDecoding(
            double meanAcceptanceLength,
            double draftAcceptanceRate,
            List<Integer> acceptanceHistogram,
            int numSpecSteps,
            int numAcceptedDraftTokens,
            int numDraftTokens,
            int numSpecTokens,
            String method,
            boolean lossless) {}

    record ModelList(String object, List<Model> data) implements Document {}

    record Model(
            String id,
            String object,
            long created,
            String ownedBy,
            String root,
            int maxModelLen,
            Pair outrider)
            implements Document {}

    /** What a model's answers can be sped up with. */
    record Pair(
            @Nullable String draft,
            List<String> methods,
            String defaultMethod,
            @Nullable String noSpeculation) {}

    record Health(String status) implements Document {}

    record Pace(
            PaceReport.Costs target,
            PaceReport.Costs draft,
            double hostSeconds,
            double kernelNoise,
            int cells,
            PaceReport.@Nullable Round newest)
            implements Document {
        static Pace of(PaceReport report) {
            return new Pace(
                    report.target(),
                    report.draft(),
                    report.hostSeconds(),
                    report.noise(),
                    report.cells(),
                    report.newest().orElse(null));
        }
    }

    record Failure(Fault error) implements Document {}

    record Fault(String message, String type, @Nullable String param, String code) {}
}
