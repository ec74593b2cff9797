package io.outrider.catalog;

import java.util.Locale;

/**
 * A size as people read it: decimal units, like disks and downloads.
 *
 * @param bytes at least 0
 */
public record ByteCount(long bytes) {

    private static final long ASSUMED_BITS_PER_SECOND = 50_000_000;

    public ByteCount {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is at least 0, not " + bytes);
        }
    }

    /** How long a download takes on a line of 50 Mbit/s, and that this is what was assumed. */
    public String time() {
        long seconds = Math.ceilDiv(bytes * 8, ASSUMED_BITS_PER_SECOND);
        String time = seconds < 90 ? seconds + " s" : Math.ceilDiv(seconds, 60) + " min";
        return "about " + time + " at 50 Mbit/s";
    }

    @Override
    public String toString() {
        if (bytes < 1_000_000) {
            return Math.ceilDiv(bytes, 1_000) + " kB";
        }
        if (bytes < 1_000_000_000) {
            return Math.round(bytes / 1e6) + " MB";
        }
        return String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
    }
}
