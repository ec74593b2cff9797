package io.outrider.catalog;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Held while one file of the cache is being made, so that two processes do not write the same part.
 * The system frees it when the process ends, however it ends.
 */
final class CacheLock implements AutoCloseable {

    private static final int POLL_MILLIS = 200;

    private final FileChannel channel;
    private final FileLock lock;

    private CacheLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /** Takes the lock of a file, saying once when that means waiting for somebody else. */
    static CacheLock of(Path file, Progress progress) {
        Path path = file.resolveSibling(file.getFileName() + ".lock");
        try {
            FileChannel channel =
                    FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            boolean told = false;
            while (true) {
                Optional<FileLock> lock = attempt(channel);
                if (lock.isPresent()) {
                    return new CacheLock(channel, lock.get());
                }
                if (!told) {
                    progress.say(
                            "Another Outrider is fetching " + file.getFileName() + "; waiting.");
                    told = true;
                }
                Thread.sleep(POLL_MILLIS);
            }
        } catch (IOException e) {
            throw new CatalogException("The lock file %s cannot be used: %s".formatted(path, e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CatalogException("Interrupted while waiting for " + path, e);
        }
    }

    private static Optional<FileLock> attempt(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException e) {
            // Another thread of this process holds it.
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        // The file itself stays: deleting it would let a third process lock a different file.
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new CatalogException("A lock in the cache cannot be released: " + e, e);
        }
    }
}
