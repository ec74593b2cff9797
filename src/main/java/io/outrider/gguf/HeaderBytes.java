package io.outrider.gguf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Little-endian bytes of a header under construction. */
final class HeaderBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    byte[] toByteArray() {
        return out.toByteArray();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    void magic() {
        raw(utf8("GGUF"));
    }

    void raw(byte[] bytes) {
        out.writeBytes(bytes);
    }

    void int32(int value) {
        whole(value, Integer.BYTES);
    }

    void int64(long value) {
        whole(value, Long.BYTES);
    }

    void text(String text) {
        byte[] bytes = utf8(text);
        int64(bytes.length);
        raw(bytes);
    }

    /** The type and the value. */
    void value(GgufValue value) {
        int32(value.type().id());
        switch (value) {
            case GgufValue.Text(String text) -> text(text);
            case GgufValue.Whole(ValueType type, long bits) -> whole(bits, type.smallestSize());
            case GgufValue.Real(ValueType type, double number) -> real(type, number);
            case GgufValue.Flag(boolean flag) -> whole(flag ? 1 : 0, 1);
            case GgufValue.Texts(List<String> texts) -> {
                int32(ValueType.STRING.id());
                int64(texts.size());
                texts.forEach(this::text);
            }
            case GgufValue.Numbers(PackedNumbers numbers) -> {
                int32(numbers.element().id());
                int64(numbers.size());
                raw(numbers.packed());
            }
        }
    }

    private void real(ValueType type, double number) {
        if (type == ValueType.FLOAT32) {
            int32(Float.floatToRawIntBits((float) number));
        } else {
            int64(Double.doubleToRawLongBits(number));
        }
    }

    private void whole(long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >>> (8 * i)));
        }
    }
}
