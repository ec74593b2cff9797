package io.outrider.app;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.outrider.engine.Calibration;
import io.outrider.llama.ContextSettings;
import io.outrider.llama.ContextSettings.CacheType;
import io.outrider.llama.ContextSettings.FlashAttention;
import io.outrider.llama.LlamaContext;
import io.outrider.llama.LlamaException;
import io.outrider.llama.LlamaModel;
import io.outrider.model.ForwardPass;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Finds out, once per model, library and machine, how a context is best made and what its passes
 * take; remembers both in the cache folder. Runs on the engine's thread.
 */
final class Tuner {
    private static final System.Logger LOG = System.getLogger(Tuner.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Raise it when what is measured changes, so that old files are not believed. */
    private static final int EDITION = 3;

    /** What is faster by less than this share may be faster by chance. */
    private static final double CLEARLY = 0.95;

    private final Path folder;
    private final LongSupplier clock;
    private final Consumer<String> progress;

    /**
     * @param folder where results are kept
     * @param clock nanoseconds, monotonic
     * @param progress told what takes time
     */
    Tuner(Path folder, LongSupplier clock, Consumer<String> progress) {
        this.folder = folder;
        this.clock = clock;
        this.progress = progress;
    }

    /** A way to keep the cache. */
    record Way(FlashAttention flashAttention, CacheType cacheType) {
        @Override
        public String toString() {
            return cacheType + (flashAttention == FlashAttention.ON ? ", flash attention" : "");
        }
    }

    /** What was found, as it is remembered. */
    record Tuned(Way way, Calibration.Table table) {}

    /**
     * Chooses among ways and measures the chosen one, or recalls that.
     *
     * @param name of the model, for people
     * @param key of everything the result depends on
     * @param ways at least one, the likeliest first
     * @param base settings without the way
     */
    Tuned tune(String name, String key, LlamaModel model, List<Way> ways, ContextSettings base) {
        Path file = folder.resolve(digest(EDITION + key + ways + base) + ".json");
        Optional<Tuned> remembered = recall(file);
        if (remembered.isPresent()) {
            return remembered.get();
        }
        String what = "measuring " + name + " on this machine (once, some seconds)";
        progress.accept(what);
        LOG.log(System.Logger.Level.INFO, "{0}", what);
        Way way = ways.size() == 1 ? ways.getFirst() : best(model, ways, base);
        try (LlamaContext context = new LlamaContext(model, with(base, way))) {
            Tuned tuned = new Tuned(way, Calibration.measure(context, clock));
            remember(file, tuned);
            return tuned;
        } catch (ForwardPass.PassFailed failed) {
            throw new LlamaException("measuring " + name + " failed: " + failed.getMessage());
        }
    }

    static ContextSettings with(ContextSettings base, Way way) {
        return new ContextSettings(
                base.cells(),
                base.rows(),
                base.outputs(),
                base.sequences(),
                base.threads(),
                way.flashAttention(),
                base.layout(),
                way.cacheType());
    }

    private Way best(LlamaModel model, List<Way> ways, ContextSettings base) {
        Way best = ways.getFirst();
        double least = Double.POSITIVE_INFINITY;
        for (Way way : ways) {
            try (LlamaContext context = new LlamaContext(model, with(base, way))) {
                double seconds = Calibration.typicalSeconds(context, clock);
                LOG.log(System.Logger.Level.DEBUG, "{0}: {1} s", way, seconds);
                if (seconds < CLEARLY * least) {
                    least = seconds;
                    best = way;
                }
            } catch (LlamaException | ForwardPass.PassFailed unusable) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "this model cannot use {0}: {1}",
                        way,
                        unusable.getMessage());
            }
        }
        return best;
    }

    private static Optional<Tuned> recall(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(Files.readString(file), Tuned.class));
        } catch (IOException unreadable) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} cannot be read and is measured again: {1}",
                    file,
                    unreadable.getMessage());
            return Optional.empty();
        }
    }

    /** Not being able to remember costs time at the next start, and nothing else. */
    private void remember(Path file, Tuned tuned) {
        try {
            Files.createDirectories(folder);
            Path part = Files.createTempFile(folder, "tuned", ".part");
            Files.writeString(
                    part, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tuned));
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (JacksonException bug) {
            throw new IllegalStateException(bug);
        } catch (IOException full) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "what was measured cannot be kept in {0}: {1}",
                    folder,
                    full.getMessage());
        }
    }

    private static String digest(String key) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 12);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
