package io.outrider.catalog;

import java.nio.file.Path;
import java.util.function.LongConsumer;

/** Brings one package's archive onto the disk, without installing or running anything of it. */
@FunctionalInterface
interface PackageFetcher {

    /**
     * Downloads one archive.
     *
     * @param name of the package
     * @param version exact
     * @param folder empty, for this archive alone; the caller deletes it
     * @param fetched told how many bytes have come so far, now and then
     * @return the archive
     * @throws SourceFailure when it cannot be had
     */
    Path fetch(String name, String version, Path folder, LongConsumer fetched) throws SourceFailure;
}
