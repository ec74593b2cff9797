package io.outrider.gguf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Numbers (or truth values, as 0 and 1) of one type in the little-endian bytes of the file. */
public final class PackedNumbers {
    private final ValueType element;
    private final byte[] packed;

    /** Takes over {@code packed}, which holds a whole number of elements. */
    PackedNumbers(ValueType element, byte[] packed) {
        boolean number = element.isWhole() || element.isReal() || element == ValueType.BOOL;
        if (!number || packed.length % element.smallestSize() != 0) {
            throw new IllegalArgumentException(packed.length + " bytes are no array of " + element);
        }
        this.element = element;
        this.packed = packed;
    }

    static PackedNumbers of(int... values) {
        byte[] packed = new byte[Math.multiplyExact(values.length, 4)];
        littleEndian(packed).asIntBuffer().put(values);
        return new PackedNumbers(ValueType.INT32, packed);
    }

    static PackedNumbers of(float... values) {
        byte[] packed = new byte[Math.multiplyExact(values.length, 4)];
        littleEndian(packed).asFloatBuffer().put(values);
        return new PackedNumbers(ValueType.FLOAT32, packed);
    }

    public ValueType element() {
        return element;
    }

    public int size() {
        return packed.length / element.smallestSize();
    }

    /** The element as an integer; a UINT64 keeps its bits, floating point is cut off. */
    public long whole(int index) {
        ByteBuffer bytes = littleEndian(packed);
        int at = Math.multiplyExact(index, element.smallestSize());
        return switch (element) {
            case UINT8, BOOL -> bytes.get(at) & 0xFF;
            case INT8 -> bytes.get(at);
            case UINT16 -> bytes.getShort(at) & 0xFFFF;
            case INT16 -> bytes.getShort(at);
            case UINT32 -> bytes.getInt(at) & 0xFFFF_FFFFL;
            case INT32 -> bytes.getInt(at);
            case UINT64, INT64 -> bytes.getLong(at);
            case FLOAT32 -> (long) bytes.getFloat(at);
            case FLOAT64 -> (long) bytes.getDouble(at);
            case STRING, ARRAY -> throw new AssertionError(element);
        };
    }

    public double real(int index) {
        int at = Math.multiplyExact(index, element.smallestSize());
        return switch (element) {
            case FLOAT32 -> littleEndian(packed).getFloat(at);
            case FLOAT64 -> littleEndian(packed).getDouble(at);
            case UINT8, BOOL, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 -> whole(index);
            case STRING, ARRAY -> throw new AssertionError(element);
        };
    }

    byte[] packed() {
        return packed.clone();
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PackedNumbers that
                && element == that.element
                && Arrays.equals(packed, that.packed);
    }

    @Override
    public int hashCode() {
        return 31 * element.hashCode() + Arrays.hashCode(packed);
    }

    @Override
    public String toString() {
        return size() + " x " + element;
    }
}
