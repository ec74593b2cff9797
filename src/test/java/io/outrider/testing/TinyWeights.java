package io.outrider.testing;

import io.outrider.gguf.GgufValue;
import io.outrider.gguf.GgufWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Random weights of one tiny model. Each tensor has its own two streams, one for the weights that
 * target and draft share and one for the draft's noise; {@link Random} is specified to the bit.
 */
final class TinyWeights {
    /** Makes attention look at few positions, so that the context matters however long it is. */
    private static final double ATTENTION_SHARPNESS = 1.7;

    /** Factors on the logits that make control tokens and odd bytes rarer than letters. */
    private static final double SELDOM = 0.75;

    private static final double RARE = 0.5;

    private final TinyShape shape;
    private final long seed;
    private final double noise;
    private final GgufWriter writer = new GgufWriter();

    TinyWeights(TinyShape shape, long seed, double noise) {
        this.shape = shape;
        this.seed = seed;
        this.noise = noise;
    }

    void write(Path path) throws IOException {
        metadata();
        tokenizer();
        int hidden = shape.hidden();
        int tokens = shape.vocabulary().size();
        matrix("token_embd.weight", hidden, tokens, 1);
        for (int i = 0; i < shape.layers(); i++) {
            layer("blk." + i + ".");
        }
        ones("output_norm.weight");
        output();
        writer.write(path);
    }

    private void metadata() {
        writer.put("general.architecture", GgufValue.text("llama"));
        writer.put("general.name", GgufValue.text("Outrider tiny " + shape.name()));
        writer.put("llama.block_count", GgufValue.uint32(shape.layers()));
        writer.put("llama.context_length", GgufValue.uint32(shape.context()));
        writer.put("llama.embedding_length", GgufValue.uint32(shape.hidden()));
        writer.put("llama.feed_forward_length", GgufValue.uint32(shape.feedForward()));
        writer.put("llama.attention.head_count", GgufValue.uint32(shape.heads()));
        writer.put("llama.attention.head_count_kv", GgufValue.uint32(shape.heads()));
        writer.put("llama.attention.layer_norm_rms_epsilon", GgufValue.float32(1e-5));
        writer.put("llama.rope.dimension_count", GgufValue.uint32(shape.headSize()));
        writer.put("llama.rope.freq_base", GgufValue.float32(10_000));
        writer.put("llama.vocab_size", GgufValue.uint32(shape.vocabulary().size()));
        writer.put("general.file_type", GgufValue.uint32(0));
    }

    private void tokenizer() {
        TinyVocabulary vocabulary = shape.vocabulary();
        List<String> tokens = vocabulary.tokens();
        int[] types = new int[tokens.size()];
        for (int i = 0; i < types.length; i++) {
            types[i] = vocabulary.isControl(i) ? 3 : 1;
        }
        int endOfText = tokens.indexOf(TinyVocabulary.END_OF_TEXT);
        writer.put("tokenizer.ggml.model", GgufValue.text("gpt2"));
        writer.put("tokenizer.ggml.pre", GgufValue.text("qwen2"));
        writer.put("tokenizer.ggml.tokens", GgufValue.texts(tokens));
        writer.put("tokenizer.ggml.token_type", GgufValue.int32s(types));
        writer.put("tokenizer.ggml.merges", GgufValue.texts(vocabulary.merges()));
        writer.put("tokenizer.ggml.add_bos_token", GgufValue.flag(false));
        writer.put("tokenizer.ggml.bos_token_id", GgufValue.uint32(endOfText));
        writer.put("tokenizer.ggml.eos_token_id", GgufValue.uint32(endOfText));
        writer.put("tokenizer.ggml.padding_token_id", GgufValue.uint32(endOfText));
        int turnEnd = tokens.indexOf(TinyVocabulary.END);
        if (turnEnd >= 0) {
            writer.put("tokenizer.ggml.eot_token_id", GgufValue.uint32(turnEnd));
            writer.put("tokenizer.chat_template", GgufValue.text(TinyVocabulary.CHAT_TEMPLATE));
        }
    }

    private void layer(String prefix) {
        int hidden = shape.hidden();
        int inner = shape.feedForward();
        ones(prefix + "attn_norm.weight");
        matrix(prefix + "attn_q.weight", hidden, hidden, ATTENTION_SHARPNESS / Math.sqrt(hidden));
        matrix(prefix + "attn_k.weight", hidden, hidden, ATTENTION_SHARPNESS / Math.sqrt(hidden));
        matrix(prefix + "attn_v.weight", hidden, hidden, 1 / Math.sqrt(hidden));
        matrix(prefix + "attn_output.weight", hidden, hidden, 1 / Math.sqrt(hidden));
        ones(prefix + "ffn_norm.weight");
        matrix(prefix + "ffn_gate.weight", hidden, inner, 1 / Math.sqrt(hidden));
        matrix(prefix + "ffn_up.weight", hidden, inner, 1 / Math.sqrt(hidden));
        matrix(prefix + "ffn_down.weight", inner, hidden, 1.5 / Math.sqrt(inner));
    }

    // The final norm leaves numbers of size 1, so a logit's deviation is that of its row, summed.
    private void output() {
        int hidden = shape.hidden();
        float[] weights =
                gaussians(
                        "output.weight",
                        hidden * shape.vocabulary().size(),
                        shape.sharpness() / Math.sqrt(hidden));
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= (float) frequency(i / hidden);
        }
        add("output.weight", hidden, shape.vocabulary().size(), weights);
    }

    private double frequency(int token) {
        if (shape.vocabulary().isControl(token)) {
            return SELDOM;
        }
        return shape.vocabulary().isPlain(token) ? 1 : RARE;
    }

    private void matrix(String name, int in, int out, double deviation) {
        add(name, in, out, gaussians(name, in * out, deviation));
    }

    private void add(String name, int in, int out, float[] weights) {
        writer.tensor(name, List.of((long) in, (long) out), weights);
    }

    private void ones(String name) {
        float[] ones = new float[shape.hidden()];
        Arrays.fill(ones, 1);
        writer.tensor(name, List.of((long) ones.length), ones);
    }

    /** Shared weights plus noise, scaled back so that a draft is as sharp as its target. */
    private float[] gaussians(String name, int count, double deviation) {
        Random shared = new Random(seed ^ ((long) name.hashCode() << 16));
        Random own = new Random(~seed ^ ((long) name.hashCode() << 16));
        double scale = deviation / Math.sqrt(1 + noise * noise);
        float[] weights = new float[count];
        for (int i = 0; i < count; i++) {
            weights[i] = (float) (scale * (shared.nextGaussian() + noise * own.nextGaussian()));
        }
        return weights;
    }
}
