package io.outrider.gguf;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads and checks the structure of one header; the meaning of its values is left to others. */
final class HeaderReader {
    static final String ALIGNMENT = "general.alignment";
    static final int DEFAULT_ALIGNMENT = 32;

    /** Real models have under 100 keys and under 2,000 tensors. */
    static final int MOST_ENTRIES = 1 << 16;

    private static final int SMALLEST_KEY = 8 + 4 + 1;
    private static final int SMALLEST_TENSOR = 8 + 4 + 8 + 4 + 8;
    private static final int LONGEST_KEY = 65_535;
    private static final int LONGEST_TEXT = 16 << 20;
    private static final int LARGEST_ALIGNMENT = 1 << 20;

    private final Cursor cursor;
    private final long fileSize;

    HeaderReader(FileChannel channel, Path path) throws IOException {
        this.fileSize = channel.size();
        this.cursor = new Cursor(channel, path, fileSize);
    }

    GgufFile.Header read() throws IOException {
        checkMagic();
        int version = version();
        int tensorCount = count("tensors", SMALLEST_TENSOR);
        int keyCount = count("metadata keys", SMALLEST_KEY);
        Map<String, GgufFile.Entry> entries = entries(keyCount);
        int alignment = alignment(entries);
        List<GgufTensor> tensors = tensors(tensorCount, alignment);
        long dataOffset = padded(cursor.position(), alignment);
        checkExtent(tensors, dataOffset);
        return new GgufFile.Header(
                version,
                fileSize,
                Collections.unmodifiableMap(entries),
                List.copyOf(tensors),
                alignment,
                dataOffset);
    }

    /** The next multiple of a power of two. */
    static long padded(long bytes, long alignment) {
        return Math.addExact(bytes, alignment - 1) & -alignment;
    }

    private void checkMagic() throws IOException {
        byte[] head = cursor.bytesAt(0, (int) Math.min(NotGguf.LOOK_AT, fileSize));
        if (!NotGguf.hasMagic(head)) {
            throw cursor.trouble(NotGguf.explain(head));
        }
        cursor.skip(NotGguf.MAGIC_BYTES, "the magic");
    }

    private int version() throws IOException {
        int version = cursor.int32("the version");
        if (version == 2 || version == 3) {
            return version;
        }
        int swapped = Integer.reverseBytes(version);
        if (swapped == 2 || swapped == 3) {
            throw cursor.trouble("is a big-endian GGUF file; get the little-endian one");
        }
        throw cursor.trouble(
                version == 1
                        ? "is GGUF version 1, which nothing reads any more; get a newer conversion"
                        : "is GGUF version "
                                + Integer.toUnsignedString(version)
                                + ", known are 2 and 3; the file is damaged or made by a newer"
                                + " tool");
    }

    private int count(String what, int smallest) throws IOException {
        long count = cursor.int64("the number of " + what);
        if (count < 0 || count > MOST_ENTRIES) {
            throw cursor.trouble(
                    "damaged: promises "
                            + Long.toUnsignedString(count)
                            + " "
                            + what
                            + ", more than any model has ("
                            + MOST_ENTRIES
                            + "); download it again");
        }
        cursor.requireElements(count, smallest, "the list of " + what);
        return (int) count;
    }

    private Map<String, GgufFile.Entry> entries(int count) throws IOException {
        ValueReader values = new ValueReader(cursor, LONGEST_TEXT);
        Map<String, GgufFile.Entry> entries = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String key = cursor.text(LONGEST_KEY, "the name of metadata key " + i);
            if (key.isEmpty()) {
                throw cursor.trouble(
                        "damaged: metadata key " + i + " has no name; download it again");
            }
            long start = cursor.position();
            GgufValue value = values.read(key);
            if (entries.put(key, new GgufFile.Entry(value, start, cursor.position())) != null) {
                throw cursor.trouble(
                        "metadata key "
                                + Printable.quoted(key)
                                + " is there twice; the file is damaged or badly made");
            }
        }
        return entries;
    }

    private int alignment(Map<String, GgufFile.Entry> entries) {
        GgufFile.Entry entry = entries.get(ALIGNMENT);
        if (entry == null) {
            return DEFAULT_ALIGNMENT;
        }
        if (entry.value() instanceof GgufValue.Whole(ValueType type, long value)
                && type == ValueType.UINT32
                && isAlignment(value)) {
            return (int) value;
        }
        throw cursor.trouble(
                ALIGNMENT
                        + " is not a power of two up to "
                        + LARGEST_ALIGNMENT
                        + " as UINT32; the file is damaged or badly made");
    }

    static boolean isAlignment(long value) {
        return value > 0 && value <= LARGEST_ALIGNMENT && Long.bitCount(value) == 1;
    }

    private List<GgufTensor> tensors(int count, int alignment) throws IOException {
        // Offsets count from the end of this list, so they are held against the file afterwards.
        Map<String, GgufTensor> tensors = LinkedHashMap.newLinkedHashMap(Math.min(count, 1024));
        for (int i = 0; i < count; i++) {
            GgufTensor tensor = tensor(i, alignment);
            if (tensors.put(tensor.name(), tensor) != null) {
                throw cursor.trouble(
                        "tensor "
                                + Printable.quoted(tensor.name())
                                + " is there twice; the file is damaged or badly made");
            }
        }
        return new ArrayList<>(tensors.values());
    }

    private GgufTensor tensor(int index, int alignment) throws IOException {
        String name = cursor.text(GgufTensor.LONGEST_NAME, "the name of tensor " + index);
        if (name.isEmpty()) {
            throw cursor.trouble("damaged: tensor " + index + " has no name; download it again");
        }
        String who = "tensor " + Printable.quoted(name);
        int dimensions = cursor.int32(who);
        if (dimensions < 1 || dimensions > GgufTensor.MOST_DIMENSIONS) {
            throw cursor.trouble(
                    who
                            + " has "
                            + Integer.toUnsignedString(dimensions)
                            + " dimensions, not 1 to "
                            + GgufTensor.MOST_DIMENSIONS
                            + "; the file is damaged: download it again");
        }
        List<Long> shape = new ArrayList<>(dimensions);
        for (int i = 0; i < dimensions; i++) {
            shape.add(cursor.int64(who));
        }
        TensorType type = tensorType(who, cursor.int32(who));
        long offset = cursor.int64(who);
        if (offset < 0 || offset % alignment != 0) {
            throw cursor.trouble(
                    who
                            + " starts at "
                            + Long.toUnsignedString(offset)
                            + ", not a multiple of the alignment "
                            + alignment
                            + "; the file is damaged: download it again");
        }
        try {
            return new GgufTensor(name, shape, type, offset, GgufTensor.bytesOf(shape, type));
        } catch (IllegalArgumentException e) {
            throw cursor.trouble(
                    who + " " + e.getMessage() + "; the file is damaged: download it again");
        }
    }

    private TensorType tensorType(String who, int id) {
        return TensorType.byId(id)
                .orElseThrow(
                        () ->
                                cursor.trouble(
                                        TensorType.wasGivenUp(id)
                                                ? who
                                                        + " has type "
                                                        + id
                                                        + ", which llama.cpp gave up; get a newer"
                                                        + " conversion of the model"
                                                : who
                                                        + " has the unknown type "
                                                        + Integer.toUnsignedString(id)
                                                        + "; the file is damaged or needs a newer"
                                                        + " Outrider"));
    }

    private void checkExtent(List<GgufTensor> tensors, long dataOffset) {
        long end = 0;
        for (GgufTensor tensor : tensors) {
            try {
                long start = Math.addExact(dataOffset, tensor.offset());
                end = Math.max(end, Math.addExact(start, tensor.byteSize()));
            } catch (ArithmeticException e) {
                throw cursor.trouble(
                        "tensor "
                                + Printable.quoted(tensor.name())
                                + " starts at "
                                + tensor.offset()
                                + ", beyond what can be counted; the file is damaged: download it"
                                + " again");
            }
        }
        if (end > fileSize) {
            throw cursor.trouble(
                    "truncated: header promises tensor data up to byte "
                            + end
                            + ", file has "
                            + fileSize
                            + " bytes; download it again");
        }
    }
}
