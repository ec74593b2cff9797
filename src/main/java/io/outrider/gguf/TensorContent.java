package io.outrider.gguf;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Brings a tensor's bytes when it is written: exactly as many as its shape and type take. */
@FunctionalInterface
public interface TensorContent {
    void writeTo(WritableByteChannel out) throws IOException;

    /** The bytes of an array, which is not copied. */
    static TensorContent of(byte[] bytes) {
        return out -> {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                out.write(left);
            }
        };
    }

    /** A piece of a file, which must still be there when it is asked for. */
    static TensorContent range(Path file, long start, long length) {
        return out -> {
            try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
                long done = 0;
                while (done < length) {
                    long moved = in.transferTo(start + done, length - done, out);
                    if (moved <= 0) {
                        throw new EOFException(Printable.path(file) + " became shorter");
                    }
                    done += moved;
                }
            }
        };
    }
}
