package io.outrider.gguf;

import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.RandomAccess;

/**
 * A list of strings that stay the bytes of the file until asked for: a vocabulary of 150,000 tokens
 * takes 3 MB and no objects. Each {@code get} decodes anew.
 */
final class PackedStrings extends AbstractList<String> implements RandomAccess {
    private static final int LENGTH_BYTES = Long.BYTES;
    private final byte[] packed;
    private final int[] ends;

    /**
     * Takes over both arrays.
     *
     * @param packed each string's 64-bit length, which is not looked at again, and its bytes
     * @param ends where each string ends in {@code packed}
     */
    PackedStrings(byte[] packed, int[] ends) {
        this.packed = packed;
        this.ends = ends;
    }

    @Override
    public String get(int index) {
        int start = (index == 0 ? 0 : ends[index - 1]) + LENGTH_BYTES;
        return new String(packed, start, ends[index] - start, StandardCharsets.UTF_8);
    }

    @Override
    public int size() {
        return ends.length;
    }
}
