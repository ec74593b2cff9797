package io.outrider.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;

/**
 * The beginning of a file that is being fetched. Its length is the whole state of a download: since
 * every source has the same bytes, any of them may go on where another stopped.
 *
 * <p>Reading failures are the source's and come out as {@link IOException}; writing failures are
 * this disk's and end the pull.
 */
final class PartFile {

    private static final int CHUNK = 1 << 16;

    private final Path path;

    PartFile(Path finished) {
        this.path = finished.resolveSibling(finished.getFileName() + ".part");
    }

    Path path() {
        return path;
    }

    long length() {
        try {
            return Files.exists(path) ? Files.size(path) : 0;
        } catch (IOException e) {
            throw disk(e);
        }
    }

    void truncate(long length) {
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.truncate(length);
        } catch (IOException e) {
            throw disk(e);
        }
    }

    void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw disk(e);
        }
    }

    /**
     * Appends what the stream holds.
     *
     * @param limit most bytes that the file may have afterwards
     * @param reached told the file's length now and then
     * @throws IOException when the stream breaks or goes past the limit; what came before is kept
     */
    void append(InputStream from, long limit, LongConsumer reached) throws IOException {
        byte[] chunk = new byte[CHUNK];
        long length = length();
        OutputStream out = open();
        try {
            int read;
            while ((read = from.read(chunk)) >= 0) {
                if (length + read > limit) {
                    throw new IOException("more bytes than the catalog knows");
                }
                write(out, chunk, read);
                length += read;
                reached.accept(length);
            }
        } finally {
            close(out);
        }
    }

    /** Makes the bytes durable and gives the file its name, at once or not at all. */
    void becomes(Path finished) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.force(true);
        } catch (IOException e) {
            throw disk(e);
        }
        try {
            Files.move(path, finished, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw disk(e);
        }
    }

    private OutputStream open() {
        try {
            return Files.newOutputStream(
                    path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw disk(e);
        }
    }

    private void write(OutputStream out, byte[] chunk, int count) {
        try {
            out.write(chunk, 0, count);
        } catch (IOException e) {
            throw disk(e);
        }
    }

    private void close(OutputStream out) {
        try {
            out.close();
        } catch (IOException e) {
            throw disk(e);
        }
    }

    private CatalogException disk(IOException e) {
        return new CatalogException(
                "%s cannot be written (%s). What was fetched so far is kept; look at the disk and try again."
                        .formatted(path, e),
                e);
    }
}
