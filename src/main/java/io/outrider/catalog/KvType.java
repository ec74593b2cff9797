package io.outrider.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Type of the cells of a KV cache. */
public enum KvType {
    @JsonProperty("f32")
    F32,
    @JsonProperty("f16")
    F16,
    @JsonProperty("bf16")
    BF16,
    @JsonProperty("q8_0")
    Q8_0
}
