package io.outrider.openai;

import java.util.List;
import java.util.stream.Collectors;

/** The header that names fields nobody knows, so that a misspelt one can be found. */
final class IgnoredFields {
    private static final int MOST_NAMES = 16;

    private IgnoredFields() {}

    /** Names separated by commas, the first 16 and then {@code ...}; empty when there are none. */
    static String header(List<String> names) {
        String told =
                names.stream()
                        .map(Clean::name)
                        .distinct()
                        .limit(MOST_NAMES)
                        .collect(Collectors.joining(", "));
        return names.size() > MOST_NAMES ? told + ", ..." : told;
    }
}
