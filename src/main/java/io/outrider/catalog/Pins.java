package io.outrider.catalog;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The checks that every record read from {@code config/} makes of its own fields. */
final class Pins {

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9._-]*");

    private Pins() {}

    /** YAML may leave a field out, whatever its type says; this is where that ends. */
    static void text(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(field + " is missing");
        }
    }

    static void id(String field, @Nullable String value) {
        matches(field, value, ID);
    }

    static void sha256(String field, @Nullable String value) {
        matches(field, value, SHA256);
    }

    static void matches(String field, @Nullable String value, String pattern) {
        matches(field, value, Pattern.compile(pattern));
    }

    private static void matches(String field, @Nullable String value, Pattern pattern) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(field + " is missing");
        }
        if (!pattern.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    field + " is '" + value + "', which does not look like " + pattern);
        }
    }

    static void positive(String field, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(field + " is missing or not above 0");
        }
    }
}
