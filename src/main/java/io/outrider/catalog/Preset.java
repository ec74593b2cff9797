package io.outrider.catalog;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A choice of models and defaults that works as a whole.
 *
 * @param id what {@code OUTRIDER_PRESET} says
 * @param summary one line for people
 * @param target id of the target model
 * @param draft id of the draft model; empty when the target is served alone
 * @param aliases further names under which requests may ask for the target
 * @param defaultMethod wire name of the method of requests that name none
 * @param draftTokens tokens drafted a round where the request says nothing, at least 1
 * @param contextTokens most tokens of one session, prompt and answer together
 * @param sessions most sessions at once
 * @param targetKv KV type from which the target's calibration starts
 * @param draftKv KV type from which the draft's calibration starts
 */
public record Preset(
        String id,
        String summary,
        String target,
        Optional<String> draft,
        List<String> aliases,
        String defaultMethod,
        int draftTokens,
        int contextTokens,
        int sessions,
        KvType targetKv,
        KvType draftKv) {

    public Preset {
        Pins.id("id", id);
        Pins.text("summary", summary);
        Pins.id("target", target);
        draft.ifPresent(name -> Pins.id("draft", name));
        aliases = List.copyOf(aliases);
        Pins.id("defaultMethod", defaultMethod);
        Pins.positive("draftTokens", draftTokens);
        Pins.positive("contextTokens", contextTokens);
        Pins.positive("sessions", sessions);
    }

    @JsonCreator
    static Preset read(
            @JsonProperty("id") String id,
            @JsonProperty("summary") String summary,
            @JsonProperty("target") String target,
            @JsonProperty("draft") @Nullable String draft,
            @JsonProperty("aliases") @Nullable List<String> aliases,
            @JsonProperty("defaultMethod") String defaultMethod,
            @JsonProperty("draftTokens") int draftTokens,
            @JsonProperty("contextTokens") int contextTokens,
            @JsonProperty("sessions") int sessions,
            @JsonProperty("targetKv") @Nullable KvType targetKv,
            @JsonProperty("draftKv") @Nullable KvType draftKv) {
        return new Preset(
                id,
                summary,
                target,
                Optional.ofNullable(draft),
                aliases == null ? List.of() : aliases,
                defaultMethod,
                draftTokens,
                contextTokens,
                sessions,
                targetKv == null ? KvType.F16 : targetKv,
                draftKv == null ? KvType.F16 : draftKv);
    }

    /** Ids of the models that have to be on disk, target first. */
    public List<String> models() {
        return draft.map(name -> List.of(target, name)).orElseGet(() -> List.of(target));
    }
}
