package io.outrider.gguf;

import java.util.List;

/**
 * One line of the tensor directory.
 *
 * @param name as in {@code blk.0.attn_q.weight}; unique in its file, at most 63 bytes
 * @param shape one to four positive sizes, the contiguous dimension first (a matrix from n to m
 *     numbers is {@code [n, m]})
 * @param type how the numbers are stored
 * @param offset bytes from {@link GgufFile#dataOffset()} to the first byte
 * @param byteSize bytes of data, without padding
 */
public record GgufTensor(
        String name, List<Long> shape, TensorType type, long offset, long byteSize) {
    /** Longest name in bytes; llama.cpp keeps 64 with the closing zero. */
    static final int LONGEST_NAME = 63;

    static final int MOST_DIMENSIONS = 4;

    public GgufTensor {
        shape = List.copyOf(shape);
        if (name.isEmpty() || offset < 0 || byteSize != bytesOf(shape, type)) {
            throw new IllegalArgumentException("not a tensor: " + Printable.quoted(name));
        }
    }

    /** Numbers in the tensor. */
    public long elements() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /**
     * Bytes that a tensor takes.
     *
     * @throws IllegalArgumentException if no tensor can have that shape; says why
     */
    static long bytesOf(List<Long> shape, TensorType type) {
        if (shape.isEmpty() || shape.size() > MOST_DIMENSIONS) {
            throw new IllegalArgumentException(
                    "has " + shape.size() + " dimensions, not 1 to " + MOST_DIMENSIONS);
        }
        long bytes = type.blockBytes();
        long elements = 1;
        try {
            for (int i = 0; i < shape.size(); i++) {
                long size = shape.get(i);
                if (size <= 0) {
                    throw new IllegalArgumentException(
                            "has size " + Long.toUnsignedString(size) + " in dimension " + i);
                }
                elements = Math.multiplyExact(elements, size);
                bytes = Math.multiplyExact(bytes, i == 0 ? blocks(size, type) : size);
            }
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("has a shape too large to count: " + shape, e);
        }
        return bytes;
    }

    private static long blocks(long size, TensorType type) {
        if (size % type.blockSize() != 0) {
            throw new IllegalArgumentException(
                    "is "
                            + type
                            + " with rows of "
                            + size
                            + ", not a multiple of "
                            + type.blockSize());
        }
        return size / type.blockSize();
    }
}
