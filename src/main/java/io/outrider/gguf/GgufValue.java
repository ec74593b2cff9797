package io.outrider.gguf;

import java.util.List;

/**
 * One metadata value. Arrays of arrays are not part of it: the format has them, llama.cpp cannot
 * read them.
 */
public sealed interface GgufValue {
    /** The type as it stands in the file; {@link ValueType#ARRAY} for arrays. */
    ValueType type();

    /** A string; bytes that are not UTF-8 were replaced when it was read. */
    record Text(String value) implements GgufValue {
        @Override
        public ValueType type() {
            return ValueType.STRING;
        }
    }

    /** An integer of any width; UINT64 keeps its bits, so large ones look negative. */
    record Whole(ValueType type, long value) implements GgufValue {
        public Whole {
            if (!type.holds(value)) {
                throw new IllegalArgumentException(value + " does not fit " + type);
            }
        }
    }

    /** A floating point number; a FLOAT32 is rounded to one. */
    record Real(ValueType type, double value) implements GgufValue {
        public Real {
            if (!type.isReal()) {
                throw new IllegalArgumentException(type + " is not a floating point type");
            }
            value = type == ValueType.FLOAT32 ? (float) value : value;
        }
    }

    /** A truth value. */
    record Flag(boolean value) implements GgufValue {
        @Override
        public ValueType type() {
            return ValueType.BOOL;
        }
    }

    /** An array of strings. */
    record Texts(List<String> values) implements GgufValue {
        public Texts {
            values = values instanceof PackedStrings ? values : List.copyOf(values);
        }

        @Override
        public ValueType type() {
            return ValueType.ARRAY;
        }
    }

    /** An array of numbers or truth values, kept packed as in the file. */
    record Numbers(PackedNumbers values) implements GgufValue {
        @Override
        public ValueType type() {
            return ValueType.ARRAY;
        }
    }

    static GgufValue text(String value) {
        return new Text(value);
    }

    static GgufValue texts(List<String> values) {
        return new Texts(values);
    }

    static GgufValue flag(boolean value) {
        return new Flag(value);
    }

    /** A UINT32, the type llama.cpp expects of nearly every count. */
    static GgufValue uint32(long value) {
        return new Whole(ValueType.UINT32, value);
    }

    static GgufValue whole(ValueType type, long value) {
        return new Whole(type, value);
    }

    static GgufValue float32(double value) {
        return new Real(ValueType.FLOAT32, value);
    }

    static GgufValue int32s(int... values) {
        return new Numbers(PackedNumbers.of(values));
    }

    static GgufValue float32s(float... values) {
        return new Numbers(PackedNumbers.of(values));
    }
}
