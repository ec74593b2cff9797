package io.outrider.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much a folder's disk still takes. */
@FunctionalInterface
interface DiskSpace {

    /** Left over on purpose: a full disk hurts more than this download. */
    long RESERVE = 200_000_000;

    /** Bytes that may still be written. */
    long usable(Path folder) throws IOException;

    static DiskSpace ofTheSystem() {
        return folder -> Files.getFileStore(folder).getUsableSpace();
    }

    /** Ends with both numbers when {@code needed} bytes and the reserve do not fit. */
    default void require(Path folder, long needed, String what) {
        long usable;
        try {
            usable = usable(folder);
        } catch (IOException e) {
            throw new CatalogException(
                    "Cannot see how full the disk of " + folder + " is: " + e, e);
        }
        if (usable < needed + RESERVE) {
            throw new CatalogException(
                    ("%s needs %s in %s, and %s is free (%s are kept free). Make room, or set %s to"
                                    + " a folder on another disk.")
                            .formatted(
                                    what,
                                    new ByteCount(needed),
                                    folder,
                                    new ByteCount(usable),
                                    new ByteCount(RESERVE),
                                    CacheFolder.VARIABLE));
        }
    }
}
