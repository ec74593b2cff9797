package io.outrider.gguf;

import java.io.IOException;

/** Reads metadata values, arrays packed. */
final class ValueReader {
    private final Cursor cursor;
    private final int longestText;

    ValueReader(Cursor cursor, int longestText) {
        this.cursor = cursor;
        this.longestText = longestText;
    }

    GgufValue read(String key) throws IOException {
        String what = "the value of " + Printable.quoted(key);
        ValueType type = type(what);
        return switch (type) {
            case UINT8 -> new GgufValue.Whole(type, cursor.int8(what) & 0xFF);
            case INT8 -> new GgufValue.Whole(type, cursor.int8(what));
            case UINT16 -> new GgufValue.Whole(type, cursor.int16(what) & 0xFFFF);
            case INT16 -> new GgufValue.Whole(type, cursor.int16(what));
            case UINT32 -> new GgufValue.Whole(type, cursor.int32(what) & 0xFFFF_FFFFL);
            case INT32 -> new GgufValue.Whole(type, cursor.int32(what));
            case UINT64, INT64 -> new GgufValue.Whole(type, cursor.int64(what));
            case FLOAT32 -> new GgufValue.Real(type, Float.intBitsToFloat(cursor.int32(what)));
            case FLOAT64 -> new GgufValue.Real(type, Double.longBitsToDouble(cursor.int64(what)));
            case BOOL -> flag(what);
            case STRING -> new GgufValue.Text(cursor.text(longestText, what));
            case ARRAY -> array(what);
        };
    }

    private ValueType type(String what) throws IOException {
        int id = cursor.int32(what);
        return ValueType.byId(id)
                .orElseThrow(
                        () ->
                                cursor.trouble(
                                        what
                                                + " has the unknown type "
                                                + Integer.toUnsignedString(id)
                                                + "; the file is damaged: download it again"));
    }

    private GgufValue array(String what) throws IOException {
        ValueType element = type(what);
        long count = cursor.int64(what);
        cursor.requireElements(count, element.smallestSize(), what);
        return switch (element) {
            case STRING -> new GgufValue.Texts(strings((int) count, what));
            case BOOL -> new GgufValue.Numbers(flags(count, what));
            case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64, FLOAT32, FLOAT64 ->
                    new GgufValue.Numbers(numbers(element, count, what));
            case ARRAY ->
                    throw cursor.trouble(
                            what
                                    + " is an array of arrays, which llama.cpp cannot read; get"
                                    + " another conversion of the model");
        };
    }

    private PackedNumbers numbers(ValueType element, long count, String what) throws IOException {
        return new PackedNumbers(element, cursor.bytes(count * element.smallestSize(), what));
    }

    private PackedNumbers flags(long count, String what) throws IOException {
        byte[] packed = cursor.bytes(count, what);
        for (byte b : packed) {
            checkFlag(what, b);
        }
        return new PackedNumbers(ValueType.BOOL, packed);
    }

    private PackedStrings strings(int count, String what) throws IOException {
        long start = cursor.position();
        int[] ends = new int[count];
        for (int i = 0; i < count; i++) {
            cursor.skipText(what);
            ends[i] = (int) (cursor.position() - start);
        }
        return new PackedStrings(cursor.bytesAt(start, (int) (cursor.position() - start)), ends);
    }

    private GgufValue flag(String what) throws IOException {
        byte value = cursor.int8(what);
        checkFlag(what, value);
        return new GgufValue.Flag(value == 1);
    }

    private void checkFlag(String what, byte value) {
        if (value != 0 && value != 1) {
            throw cursor.trouble(
                    what
                            + " is a flag of "
                            + (value & 0xFF)
                            + ", not 0 or 1; the file is damaged: download it again");
        }
    }
}
