package io.outrider.text;

/**
 * Bytes of tokens to text, as they come: never half a character, never a lone surrogate.
 *
 * <p>Bytes that begin a character wait for the rest; bytes that can be no part of UTF-8 become
 * U+FFFD, one for each maximal part as the WHATWG Encoding Standard defines it. The text does not
 * depend on how the bytes were cut. Belongs to one session.
 */
public final class Detokenizer {
    private static final char REPLACEMENT = '\ufffd';

    private int codePoint;
    private int missing;
    private int lowest = 0x80;
    private int highest = 0xbf;

    /** The text that these bytes complete, often empty. */
    public String push(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length);
        for (byte b : bytes) {
            accept(b & 0xff, text);
        }
        return text.toString();
    }

    /** What is left at the end: one replacement character if a sequence was never finished. */
    public String flush() {
        boolean unfinished = missing > 0;
        reset();
        return unfinished ? String.valueOf(REPLACEMENT) : "";
    }

    private void accept(int b, StringBuilder text) {
        if (missing > 0 && (b < lowest || b > highest)) {
            text.append(REPLACEMENT);
            reset();
        }
        if (missing == 0) {
            first(b, text);
            return;
        }
        codePoint = (codePoint << 6) | (b & 0x3f);
        lowest = 0x80;
        highest = 0xbf;
        if (--missing == 0) {
            text.appendCodePoint(codePoint);
        }
    }

    private void first(int b, StringBuilder text) {
        if (b < 0x80) {
            text.append((char) b);
        } else if (b >= 0xc2 && b <= 0xdf) {
            expect(1, b & 0x1f);
        } else if (b >= 0xe0 && b <= 0xef) {
            expect(2, b & 0x0f);
            // The second byte's range keeps out overlong forms and surrogates.
            lowest = b == 0xe0 ? 0xa0 : 0x80;
            highest = b == 0xed ? 0x9f : 0xbf;
        } else if (b >= 0xf0 && b <= 0xf4) {
            expect(3, b & 0x07);
            lowest = b == 0xf0 ? 0x90 : 0x80;
            highest = b == 0xf4 ? 0x8f : 0xbf;
        } else {
            text.append(REPLACEMENT);
        }
    }

    private void expect(int more, int bits) {
        missing = more;
        codePoint = bits;
    }

    private void reset() {
        missing = 0;
        lowest = 0x80;
        highest = 0xbf;
    }
}
