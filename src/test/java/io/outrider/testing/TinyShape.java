package io.outrider.testing;

/**
 * The sizes of a tiny model and how sharp it is.
 *
 * <p>Hidden and inner size are deliberately no multiples of 8: llama.cpp's matrix kernel for F32
 * then steps aside for the vector kernel, and a row has the same bits whatever stands in its batch.
 * Measured with v0.5.0 (AVX-512), batches of 1 to 64 rows: with flash attention off, or on and at
 * least two rows, no bit differs; on and alone, a row differs by up to 0.015 logits from 257 cells
 * on. With hidden size 64, every row differed between batches of one and of two.
 *
 * @param name part of the file name
 * @param vocabulary its tokens
 * @param layers transformer blocks
 * @param heads attention heads, each with its own keys and values
 * @param headSize numbers per head, even; the hidden size is heads times this
 * @param feedForward inner size of the feed-forward blocks
 * @param context longest context in tokens
 * @param sharpness standard deviation of an ordinary token's logit
 * @param perturbation noise in the draft's weights, relative to the weights
 */
public record TinyShape(
        String name,
        TinyVocabulary vocabulary,
        int layers,
        int heads,
        int headSize,
        int feedForward,
        int context,
        double sharpness,
        double perturbation) {

    public TinyShape {
        if (layers < 1 || heads < 1 || headSize < 2 || headSize % 2 != 0 || perturbation < 0) {
            throw new IllegalArgumentException("no model has this shape");
        }
    }

    public static TinyShape words() {
        return new TinyShape("words", TinyVocabulary.words(), 2, 6, 10, 124, 4096, 3.3, 0.07);
    }

    public static TinyShape fewTokens() {
        return new TinyShape("few", TinyVocabulary.few(), 2, 6, 10, 124, 4096, 1.6, 0.2);
    }

    public TinyShape withPerturbation(double noise) {
        return new TinyShape(
                name, vocabulary, layers, heads, headSize, feedForward, context, sharpness, noise);
    }

    int hidden() {
        return heads * headSize;
    }
}
