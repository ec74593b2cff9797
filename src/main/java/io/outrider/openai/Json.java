package io.outrider.openai;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A JSON value as it was written: numbers keep their digits, so that nothing is rounded unseen. */
sealed interface Json {

    record Members(Map<String, Json> byName) implements Json {
        static final Members NONE = new Members(Map.of());

        public Members {
            byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
        }

        @Override
        public String kind() {
            return "an object";
        }
    }

    record Items(List<Json> values) implements Json {
        static final Items NONE = new Items(List.of());

        public Items {
            values = List.copyOf(values);
        }

        @Override
        public String kind() {
            return "an array";
        }
    }

    record Text(String value) implements Json {
        @Override
        public String kind() {
            return "a string";
        }
    }

    /**
     * @param digits as written, any number of them
     */
    record Numeral(String digits) implements Json {
        private static final int LONGEST_LONG = 20;

        @Override
        public String kind() {
            return isInteger() ? "an integer" : "a number";
        }

        boolean isInteger() {
            return digits.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
        }

        /** Empty when this is no integer, or none of 64 bits. */
        OptionalLong asLong() {
            if (!isInteger() || digits.length() > LONGEST_LONG) {
                return OptionalLong.empty();
            }
            try {
                return OptionalLong.of(Long.parseLong(digits));
            } catch (NumberFormatException tooLarge) {
                return OptionalLong.empty();
            }
        }

        /** The nearest double; empty when there is no finite one. */
        OptionalDouble asDouble() {
            double value = Double.parseDouble(digits);
            return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
        }
    }

    record Flag(boolean value) implements Json {
        @Override
        public String kind() {
            return "a boolean";
        }
    }

    /** The JSON null. */
    enum Nothing implements Json {
        NULL;

        @Override
        public String kind() {
            return "null";
        }
    }

    /** What this is, for messages to people. */
    String kind();
}
