package io.outrider.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A target and a draft that llama.cpp loads in milliseconds: architecture llama, F32, random
 * weights, the draft being the target with noise added. Their distributions are neither flat nor
 * one-hot, depend on the context, and disagree about as much as those of a useful real pair.
 *
 * <p>Measured with llama.cpp v0.5.0 at temperature 1, mean over 960 contexts sampled from the
 * target. {@link TinyShape#words}: entropy 2.3 nats (0.02 to 4.1), TV(draft, target) 0.26, the same
 * most likely token in 67 %, an end token in 0.1 %. {@link TinyShape#fewTokens}: 1.2 nats (0.3 to
 * 2.0), TV 0.29, 58 %, the end token in 3 %. They load in v0.5.0, v0.6.0 and b4916.
 *
 * @param target the verifying model
 * @param draft the drafting model, with the same vocabulary
 */
public record TinyPair(Path target, Path draft) {
    /** Part of the file names: raise it when other bytes are written, or old files are reused. */
    private static final int EDITION = 1;

    private static final long SEED = 20_250_917;

    /** 300 tokens, a ChatML template, text that is mostly letters. */
    public static TinyPair in(Path dir) {
        return in(dir, TinyShape.words(), SEED);
    }

    /** Eight tokens, so that every outcome of three tokens can be counted. */
    public static TinyPair withFewTokens(Path dir) {
        return in(dir, TinyShape.fewTokens(), SEED);
    }

    /**
     * The pair of this shape and seed in {@code dir}, written unless it is there. Safe against
     * other processes doing the same.
     */
    public static TinyPair in(Path dir, TinyShape shape, long seed) {
        String name = "tiny-" + shape.name() + "-" + EDITION + "-" + seed;
        Path target = dir.resolve(name + "-target.gguf");
        Path draft = dir.resolve(name + "-draft-" + shape.perturbation() + ".gguf");
        try {
            Files.createDirectories(dir);
            if (!Files.exists(target)) {
                new TinyWeights(shape, seed, 0).write(target);
            }
            if (!Files.exists(draft)) {
                new TinyWeights(shape, seed, shape.perturbation()).write(draft);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new TinyPair(target, draft);
    }
}
