package io.outrider.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads a header front to back. Guarantees: nothing is allocated before the file is known to hold
 * it; nothing is read beyond the file's end or {@link #LONGEST_HEADER}; what is missing ends in a
 * {@link GgufException} that names it.
 */
final class Cursor {
    /** Ten times the largest header known (a vocabulary of 262,144 tokens with its merges). */
    static final long LONGEST_HEADER = 128L << 20;

    private static final int WINDOW = 1 << 16;

    private final FileChannel channel;
    private final Path path;
    private final long size;
    private final ByteBuffer window;
    private long windowEnd;

    Cursor(FileChannel channel, Path path, long size) {
        this.channel = channel;
        this.path = path;
        this.size = size;
        this.window =
                ByteBuffer.allocate((int) Math.min(WINDOW, Math.max(size, Long.BYTES)))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .limit(0);
    }

    long position() {
        return windowEnd - window.remaining();
    }

    /** Bytes that the header may still take. */
    long remaining() {
        return Math.min(size, LONGEST_HEADER) - position();
    }

    byte int8(String what) throws IOException {
        fill(Byte.BYTES, what);
        return window.get();
    }

    short int16(String what) throws IOException {
        fill(Short.BYTES, what);
        return window.getShort();
    }

    int int32(String what) throws IOException {
        fill(Integer.BYTES, what);
        return window.getInt();
    }

    long int64(String what) throws IOException {
        fill(Long.BYTES, what);
        return window.getLong();
    }

    String text(int longest, String what) throws IOException {
        long length = int64(what);
        require(length, what);
        if (length > longest) {
            throw trouble(
                    what + " is " + length + " bytes long, at most " + longest + " make sense");
        }
        return new String(bytes(length, what), StandardCharsets.UTF_8);
    }

    /** Steps over a string; the position is then its end. */
    void skipText(String what) throws IOException {
        skip(int64(what), what);
    }

    void skip(long count, String what) {
        require(count, what);
        long inWindow = Math.min(count, window.remaining());
        window.position(window.position() + (int) inWindow);
        windowEnd += count - inWindow;
    }

    byte[] bytes(long count, String what) throws IOException {
        require(count, what);
        long start = position();
        skip(count, what);
        return bytesAt(start, (int) count);
    }

    /** Bytes that were stepped over already. */
    byte[] bytesAt(long start, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, start + bytes.position()) < 0) {
                throw shrunk();
            }
        }
        return bytes.array();
    }

    /** Refuses unless {@code count} elements of at least {@code each} bytes can still follow. */
    void requireElements(long count, int each, String what) {
        if (count < 0 || count > remaining() / each) {
            throw missing(what + " (" + Long.toUnsignedString(count) + " of them)");
        }
    }

    private void require(long count, String what) {
        if (count < 0 || count > remaining()) {
            throw missing(what + " (" + Long.toUnsignedString(count) + " bytes)");
        }
    }

    private void fill(int count, String what) throws IOException {
        if (window.remaining() >= count) {
            return;
        }
        require(count, what);
        long start = position();
        window.clear();
        while (window.position() < count) {
            if (channel.read(window, start + window.position()) < 0) {
                throw shrunk();
            }
        }
        windowEnd = start + window.position();
        window.flip();
    }

    private GgufException missing(String what) {
        if (size > LONGEST_HEADER) {
            return trouble(
                    "damaged: "
                            + what
                            + " at byte "
                            + position()
                            + " would make the header longer than "
                            + (LONGEST_HEADER >> 20)
                            + " MiB; download it again");
        }
        return trouble(
                "truncated or damaged: "
                        + what
                        + " at byte "
                        + position()
                        + " runs past the end of the file ("
                        + size
                        + " bytes); download it again");
    }

    private GgufException shrunk() {
        return trouble("became shorter while it was read; wait until its download is complete");
    }

    GgufException trouble(String trouble) {
        return GgufException.in(path, trouble);
    }
}
