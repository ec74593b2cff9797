package io.outrider.catalog;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model that can be fetched by name.
 *
 * @param id name in settings and commands
 * @param title name for people
 * @param file name in the cache
 * @param bytes exact size
 * @param sha256 of the whole file, lower-case hex
 * @param license SPDX identifier
 * @param sources in the order in which they are tried
 */
public record ModelEntry(
        String id,
        String title,
        String file,
        long bytes,
        String sha256,
        String license,
        List<Source> sources) {

    public ModelEntry {
        Pins.id("id", id);
        Pins.text("title", title);
        Pins.matches("file", file, "[\\w.-]+\\.gguf");
        Pins.positive("bytes", bytes);
        Pins.sha256("sha256", sha256);
        Pins.text("license", license);
        sources = List.copyOf(sources);
        for (Source source : sources) {
            if (source instanceof Source.PythonPackages packages) {
                checkParts(packages, bytes);
            }
        }
    }

    @JsonCreator
    static ModelEntry read(
            @JsonProperty("id") String id,
            @JsonProperty("title") String title,
            @JsonProperty("file") String file,
            @JsonProperty("bytes") long bytes,
            @JsonProperty("sha256") String sha256,
            @JsonProperty("license") String license,
            @JsonProperty("sources") @Nullable List<Source> sources) {
        return new ModelEntry(
                id, title, file, bytes, sha256, license, sources == null ? List.of() : sources);
    }

    private static void checkParts(Source.PythonPackages packages, long bytes) {
        long needed = Math.ceilDiv(bytes, packages.partBytes());
        if (needed != packages.parts()) {
            throw new IllegalArgumentException(
                    "%d bytes in parts of %d need %d parts, not %d"
                            .formatted(bytes, packages.partBytes(), needed, packages.parts()));
        }
    }
}
