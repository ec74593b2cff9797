package io.outrider.cli.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/** The bytes of one answer, and when they came. */
final class Arrivals {
    private static final int AT_ONCE = 16 * 1024;

    /**
     * What one read gave.
     *
     * @param end bytes that had come by then
     * @param seconds on the reader's clock
     */
    private record Mark(int end, double seconds) {}

    private final byte[] bytes;
    private final List<Mark> marks;

    private Arrivals(byte[] bytes, List<Mark> marks) {
        this.bytes = bytes;
        this.marks = List.copyOf(marks);
    }

    /**
     * Reads to the end and notes the clock after every read. What the bytes mean is nobody's
     * business yet: parsing would take time from the cores that decode.
     */
    static Arrivals read(InputStream in, DoubleSupplier clock) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4 * AT_ONCE);
        List<Mark> marks = new ArrayList<>(256);
        byte[] buffer = new byte[AT_ONCE];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            bytes.write(buffer, 0, read);
            marks.add(new Mark(bytes.size(), clock.getAsDouble()));
        }
        return new Arrivals(bytes.toByteArray(), marks);
    }

    int size() {
        return bytes.length;
    }

    byte at(int index) {
        return bytes[index];
    }

    /** When this byte was here. */
    double seconds(int index) {
        int low = 0;
        int high = marks.size() - 1;
        while (low < high) {
            int middle = (low + high) / 2;
            if (marks.get(middle).end() > index) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return marks.get(low).seconds();
    }
}
