package io.outrider.gguf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** The smallest file that passes the preflight, as a writer to break in one place. */
final class SmallModel {
    private SmallModel() {}

    static GgufWriter valid() {
        return metadata()
                .tensor("token_embd.weight", List.of(4L, 3L), new float[12])
                .tensor("output_norm.weight", List.of(4L), new float[] {1, 2, 3, 4});
    }

    static GgufWriter metadata() {
        return new GgufWriter()
                .put("general.architecture", GgufValue.text("llama"))
                .put("llama.block_count", GgufValue.uint32(2))
                .put("llama.context_length", GgufValue.uint32(128))
                .put("llama.embedding_length", GgufValue.uint32(4))
                .put("llama.attention.head_count", GgufValue.uint32(4))
                .put("llama.attention.head_count_kv", GgufValue.uint32(2))
                .put("llama.attention.layer_norm_rms_epsilon", GgufValue.float32(1e-5))
                .put("tokenizer.ggml.model", GgufValue.text("gpt2"))
                .put("tokenizer.ggml.tokens", GgufValue.texts(List.of("a", "b", "<eos>")))
                .put("tokenizer.ggml.token_type", GgufValue.int32s(1, 1, 3))
                .put("tokenizer.ggml.eos_token_id", GgufValue.uint32(2));
    }

    static Path write(Path dir, GgufWriter writer) {
        return write(dir, "model.gguf", writer);
    }

    static Path write(Path dir, String name, GgufWriter writer) {
        Path path = dir.resolve(name);
        try {
            writer.write(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return path;
    }
}
