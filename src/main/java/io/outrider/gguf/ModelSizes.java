package io.outrider.gguf;

import java.util.Arrays;
import java.util.List;

/**
 * The sizes from which a model's need of memory follows.
 *
 * @param weightBytes of the file, or of all its parts
 * @param layers of the network
 * @param keyNumbers one token position has in the key cache, over all layers
 * @param valueNumbers one token position has in the value cache, over all layers
 * @param heads of the widest layer
 * @param embedding width of the hidden state
 * @param feedForward inner width of the widest feed-forward block
 * @param vocabulary number of token ids
 */
public record ModelSizes(
        long weightBytes,
        long layers,
        long keyNumbers,
        long valueNumbers,
        long heads,
        long embedding,
        long feedForward,
        long vocabulary) {

    /**
     * Reads the sizes of a file that has passed its preflight. Layers without attention say so with
     * 0 heads and cache nothing; a sliding window counts in full, as it is cached in full.
     */
    public static ModelSizes of(GgufFile file) {
        String prefix = file.architecture() + ".";
        int layers = (int) file.integer(prefix + "block_count").orElse(0);
        long embedding = file.integer(prefix + "embedding_length").orElse(0);
        long[] heads = perLayer(file, prefix + "attention.head_count", layers, new long[layers]);
        long[] shared = perLayer(file, prefix + "attention.head_count_kv", layers, heads);
        long mostHeads = Arrays.stream(heads).max().orElse(1);
        long headSize = embedding / Math.max(1, mostHeads);
        long keySize = file.integer(prefix + "attention.key_length").orElse(headSize);
        long valueSize = file.integer(prefix + "attention.value_length").orElse(headSize);
        long keyHeads = Arrays.stream(shared).sum();
        long[] inner = perLayer(file, prefix + "feed_forward_length", layers, new long[layers]);
        return new ModelSizes(
                SplitParts.bytes(file),
                layers,
                keyHeads * keySize,
                keyHeads * valueSize,
                mostHeads,
                embedding,
                Arrays.stream(inner).max().orElse(0),
                file.strings("tokenizer.ggml.tokens").map(List::size).orElse(0));
    }

    /** One number for all layers, or one each. */
    private static long[] perLayer(GgufFile file, String key, int layers, long[] absent) {
        if (file.value(key).orElse(GgufValue.flag(false)) instanceof GgufValue.Whole) {
            long[] same = new long[layers];
            Arrays.fill(same, file.integer(key).orElse(0));
            return same;
        }
        return file.value(key).isEmpty()
                ? absent
                : Arrays.stream(file.ints(key).orElseThrow()).asLongStream().toArray();
    }

    /** Bytes that one token position takes in the cache, over all layers. */
    public long cellBytes(TensorType type) {
        return (keyNumbers + valueNumbers) * type.blockBytes() / type.blockSize();
    }
}
