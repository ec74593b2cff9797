package io.outrider.catalog;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads the regular files of a tar archive, one after the other. Everything else in it (links,
 * folders, devices, extended headers) is passed over; a name that points outside the archive's own
 * folder is refused, for no honest package has one.
 *
 * <p>Layout: POSIX.1-1988 ustar, blocks of 512 bytes.
 */
final class TarReader {

    private static final int BLOCK = 512;
    private static final int NAME = 0;
    private static final int NAME_LENGTH = 100;
    private static final int SIZE = 124;
    private static final int SIZE_LENGTH = 12;
    private static final int CHECKSUM = 148;
    private static final int CHECKSUM_LENGTH = 8;
    private static final int TYPE = 156;
    private static final int PREFIX = 345;
    private static final int PREFIX_LENGTH = 155;

    /**
     * One regular file.
     *
     * @param name path inside the archive, with forward slashes
     * @param size bytes
     * @param content ends where the file ends; read it before asking for the next file
     */
    record File(String name, long size, InputStream content) {}

    private final InputStream in;
    private long left;
    private int padding;

    TarReader(InputStream in) {
        this.in = in;
    }

    /** The next regular file; empty at the end of the archive. */
    Optional<File> next() throws IOException {
        while (true) {
            in.skipNBytes(left + padding);
            left = 0;
            padding = 0;
            byte[] header = in.readNBytes(BLOCK);
            if (header.length < BLOCK || isEmpty(header)) {
                return Optional.empty();
            }
            check(header);
            left = octal(header, SIZE, SIZE_LENGTH);
            padding = (int) ((BLOCK - left % BLOCK) % BLOCK);
            if (header[TYPE] == '0' || header[TYPE] == 0) {
                return Optional.of(new File(safe(name(header)), left, new Content()));
            }
        }
    }

    private static String name(byte[] header) {
        String name = text(header, NAME, NAME_LENGTH);
        String prefix = text(header, PREFIX, PREFIX_LENGTH);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static String safe(String name) throws IOException {
        boolean absolute = name.startsWith("/") || name.contains(":");
        boolean climbs = Arrays.asList(name.split("/")).contains("..");
        if (absolute || climbs || name.contains("\\")) {
            throw new IOException("the archive holds a file outside its own folder: " + name);
        }
        return name;
    }

    private static boolean isEmpty(byte[] header) {
        for (byte each : header) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    /** The header's sum counts its own field as spaces. */
    private static void check(byte[] header) throws IOException {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            boolean own = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_LENGTH;
            sum += own ? ' ' : header[i] & 0xff;
        }
        if (sum != octal(header, CHECKSUM, CHECKSUM_LENGTH)) {
            throw new IOException("this is not a tar archive, or it is damaged");
        }
    }

    private static long octal(byte[] header, int from, int length) throws IOException {
        String digits = text(header, from, length).strip();
        try {
            return digits.isEmpty() ? 0 : Long.parseUnsignedLong(digits, 8);
        } catch (NumberFormatException e) {
            throw new IOException("this is not a tar archive, or it is damaged", e);
        }
    }

    private static String text(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.UTF_8);
    }

    private final class Content extends FilterInputStream {
        Content() {
            super(TarReader.this.in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = super.in.read(into, offset, (int) Math.min(length, left));
            if (read < 0) {
                throw new IOException("the archive ends in the middle of a file");
            }
            left -= read;
            return read;
        }

        @Override
        public void close() {
            // The archive goes on behind this file.
        }
    }
}
