package io.outrider.catalog;

import java.nio.file.Path;

/** Brings one pinned archive of native libraries onto the disk. */
@FunctionalInterface
interface TarballFetcher {

    /**
     * Downloads one archive; its integrity is checked by the caller.
     *
     * @param folder empty, for this archive alone; the caller deletes it
     * @throws SourceFailure when it cannot be had
     */
    Path fetch(NativeBuild build, Path folder) throws SourceFailure;
}
