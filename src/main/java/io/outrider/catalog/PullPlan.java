package io.outrider.catalog;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What has to be downloaded before a start, known before the first byte is.
 *
 * @param missing models that are not on this disk
 * @param bytes left to download, less what an earlier attempt has kept
 */
public record PullPlan(List<ModelEntry> missing, long bytes) {

    private static final long LONG_DOWNLOAD = 200_000_000;

    public PullPlan {
        missing = List.copyOf(missing);
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes is at least 0, not " + bytes);
        }
    }

    public boolean isEmpty() {
        return missing.isEmpty();
    }

    /**
     * One line: what, how much, how long, and the way around a long wait.
     *
     * @param small what the short preset serves
     */
    public String announcement(ModelEntry small) {
        if (isEmpty()) {
            return "All models are on this disk.";
        }
        String names =
                missing.stream()
                        .map(
                                model ->
                                        "%s (%s, %s)"
                                                .formatted(
                                                        model.title(),
                                                        new ByteCount(model.bytes()),
                                                        model.license()))
                        .collect(Collectors.joining(" and "));
        return "To download: %s; %s left, %s%s."
                .formatted(
                        names,
                        new ByteCount(bytes),
                        new ByteCount(bytes).time(),
                        wayAround(small).orElse(""));
    }

    private Optional<String> wayAround(ModelEntry small) {
        return bytes <= LONG_DOWNLOAD || missing.contains(small)
                ? Optional.empty()
                : Optional.of(
                        "; OUTRIDER_PRESET=%s serves %s alone instead (%s)"
                                .formatted(
                                        Catalog.SMALL,
                                        small.title(),
                                        new ByteCount(small.bytes())));
    }
}
