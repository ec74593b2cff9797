package io.outrider.text;

import java.util.List;
import java.util.Optional;

/**
 * Finds stop strings in text that arrives in parts, and holds back only what may still become one.
 *
 * <p>The first stop string to be complete wins, the longest of those that end together; the result
 * does not depend on how the text was cut. Belongs to one session.
 */
public final class StopScanner {

    /**
     * What a push came to.
     *
     * @param emit text that is certain not to belong to a stop string
     * @param stop the stop string that was found; then the generation is over
     */
    public record Scan(String emit, Optional<String> stop) {}

    private final List<String> stops;
    private final StringBuilder held = new StringBuilder();
    private Optional<String> found = Optional.empty();

    /**
     * @param stops may be none; each has at least one character
     */
    public StopScanner(List<String> stops) {
        this.stops = List.copyOf(stops);
        if (this.stops.contains("")) {
            throw new IllegalArgumentException("a stop string has at least one character");
        }
    }

    /** Once a stop string was found, nothing more is emitted. */
    public Scan push(String text) {
        if (found.isPresent()) {
            return new Scan("", found);
        }
        if (stops.isEmpty()) {
            return new Scan(text, found);
        }
        int seen = held.length();
        held.append(text);
        for (int end = seen + 1; end <= held.length(); end++) {
            String stop = endingAt(end);
            if (!stop.isEmpty()) {
                found = Optional.of(stop);
                String emit = held.substring(0, end - stop.length());
                held.setLength(0);
                return new Scan(emit, found);
            }
        }
        int keep = longestBeginning();
        String emit = held.substring(0, held.length() - keep);
        held.delete(0, emit.length());
        return new Scan(emit, found);
    }

    /** The text still held when the generation ends without a stop string. */
    public String flush() {
        String rest = held.toString();
        held.setLength(0);
        return rest;
    }

    private String endingAt(int end) {
        String longest = "";
        for (String stop : stops) {
            if (stop.length() > longest.length()
                    && stop.length() <= end
                    && matches(stop, end - stop.length(), stop.length())) {
                longest = stop;
            }
        }
        return longest;
    }

    /** Length of the longest end of the held text with which a stop string begins. */
    private int longestBeginning() {
        int longest = 0;
        for (String stop : stops) {
            int most = Math.min(stop.length() - 1, held.length());
            for (int length = most; length > longest; length--) {
                if (matches(stop, held.length() - length, length)) {
                    longest = length;
                }
            }
        }
        return longest;
    }

    private boolean matches(String stop, int at, int length) {
        for (int i = 0; i < length; i++) {
            if (held.charAt(at + i) != stop.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
