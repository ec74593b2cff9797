package io.outrider.gguf;

import java.util.Optional;

/** The types of metadata values, with the numbers the format gives them and their size in bytes. */
public enum ValueType {
    UINT8(0, 1),
    INT8(1, 1),
    UINT16(2, 2),
    INT16(3, 2),
    UINT32(4, 4),
    INT32(5, 4),
    FLOAT32(6, 4),
    BOOL(7, 1),
    /** A 64-bit length and UTF-8 bytes; its size is that of the length alone. */
    STRING(8, 8),
    /** An element type, a 64-bit count and the elements; its size is that of the first two. */
    ARRAY(9, 12),
    UINT64(10, 8),
    INT64(11, 8),
    FLOAT64(12, 8);

    private final int id;
    private final int smallestSize;

    ValueType(int id, int smallestSize) {
        this.id = id;
        this.smallestSize = smallestSize;
    }

    public int id() {
        return id;
    }

    /** Bytes of one value; for a string or an array the least there can be. */
    int smallestSize() {
        return smallestSize;
    }

    boolean isWhole() {
        return switch (this) {
            case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 -> true;
            case FLOAT32, FLOAT64, BOOL, STRING, ARRAY -> false;
        };
    }

    boolean isReal() {
        return this == FLOAT32 || this == FLOAT64;
    }

    /** Whether {@code value} can be stored; for UINT64 the bits are taken as they are. */
    boolean holds(long value) {
        return switch (this) {
            case UINT8 -> value >= 0 && value <= 0xFF;
            case INT8 -> value == (byte) value;
            case UINT16 -> value >= 0 && value <= 0xFFFF;
            case INT16 -> value == (short) value;
            case UINT32 -> value >= 0 && value <= 0xFFFF_FFFFL;
            case INT32 -> value == (int) value;
            case UINT64, INT64 -> true;
            case FLOAT32, FLOAT64, BOOL, STRING, ARRAY -> false;
        };
    }

    static Optional<ValueType> byId(int id) {
        ValueType[] all = values();
        return id >= 0 && id < all.length ? Optional.of(all[id]) : Optional.empty();
    }
}
