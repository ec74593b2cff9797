package io.outrider.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Writes GGUF version 3. Metadata and a plan of the tensors are collected first; {@link #write}
 * then streams the tensors one by one, so that none has to fit in memory. The file appears under
 * its name only when it is complete, and may replace one that it was copied from.
 *
 * <p>Metadata copied from a file is copied byte by byte, also where it is no valid UTF-8.
 */
public final class GgufWriter {
    private static final int VERSION = 3;

    private final Map<String, byte[]> entries = new LinkedHashMap<>();
    private final Map<String, Planned> tensors = new LinkedHashMap<>();
    private int alignment = HeaderReader.DEFAULT_ALIGNMENT;

    private record Planned(
            List<Long> shape, TensorType type, long byteSize, TensorContent content) {}

    /** A writer with all metadata of a file and none of its tensors. */
    public static GgufWriter withMetadataOf(GgufFile file) throws IOException {
        GgufWriter writer = new GgufWriter();
        try (FileChannel in = FileChannel.open(file.path(), StandardOpenOption.READ)) {
            for (String key : file.keys()) {
                GgufFile.Entry entry = file.entry(key).orElseThrow();
                writer.entries.put(key, bytes(in, file, entry));
            }
        }
        writer.alignment = file.alignment();
        return writer;
    }

    /**
     * Copies a model with some metadata replaced or added; tensor data is copied unchanged. {@code
     * out} may be {@code in}.
     *
     * @throws GgufException if {@code in} is no sound GGUF file
     */
    public static void copyWith(Path in, Path out, Map<String, GgufValue> changes)
            throws IOException {
        GgufFile file = GgufFile.read(in);
        GgufWriter writer = withMetadataOf(file);
        changes.forEach(writer::put);
        for (GgufTensor tensor : file.tensors()) {
            writer.copy(tensor.name(), file, tensor);
        }
        writer.write(out);
    }

    /** Sets a key; one that was there keeps its place. */
    public GgufWriter put(String key, GgufValue value) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("a metadata key needs a name");
        }
        if (key.equals(HeaderReader.ALIGNMENT)) {
            alignment = alignmentOf(value);
        }
        HeaderBytes bytes = new HeaderBytes();
        bytes.value(value);
        entries.put(key, bytes.toByteArray());
        return this;
    }

    public GgufWriter remove(String key) {
        if (key.equals(HeaderReader.ALIGNMENT)) {
            alignment = HeaderReader.DEFAULT_ALIGNMENT;
        }
        entries.remove(key);
        return this;
    }

    /** Adds an F32 tensor; {@code values} is not copied. */
    public GgufWriter tensor(String name, List<Long> shape, float[] values) {
        if (GgufTensor.bytesOf(shape, TensorType.F32) != 4L * values.length) {
            throw new IllegalArgumentException(
                    name + ": " + values.length + " numbers for the shape " + shape);
        }
        return tensor(name, shape, TensorType.F32, out -> writeFloats(out, values));
    }

    /** Adds a tensor of any type, whose bytes {@code content} brings when their turn comes. */
    public GgufWriter tensor(
            String name, List<Long> shape, TensorType type, TensorContent content) {
        Planned planned =
                new Planned(List.copyOf(shape), type, GgufTensor.bytesOf(shape, type), content);
        int length = HeaderBytes.utf8(name).length;
        if (length == 0 || length > GgufTensor.LONGEST_NAME) {
            throw new IllegalArgumentException("bad tensor name " + Printable.quoted(name));
        }
        if (tensors.putIfAbsent(name, planned) != null) {
            throw new IllegalArgumentException("tensor " + Printable.quoted(name) + " given twice");
        }
        return this;
    }

    /** Adds a tensor of another file, perhaps under a new name, its bytes unchanged. */
    public GgufWriter copy(String name, GgufFile file, GgufTensor tensor) {
        return tensor(
                name,
                tensor.shape(),
                tensor.type(),
                TensorContent.range(
                        file.path(), file.dataOffset() + tensor.offset(), tensor.byteSize()));
    }

    /** Writes the file; on failure nothing is left under {@code out} that was not there before. */
    public void write(Path out) throws IOException {
        Path partial = out.resolveSibling(out.getFileName() + "." + UUID.randomUUID() + ".partial");
        try {
            try (FileChannel channel =
                    FileChannel.open(
                            partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                writeFully(channel, header());
                for (Map.Entry<String, Planned> tensor : tensors.entrySet()) {
                    pad(channel);
                    writeContent(channel, tensor.getKey(), tensor.getValue());
                }
                pad(channel);
            }
            Files.move(
                    partial,
                    out,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private ByteBuffer header() {
        HeaderBytes header = new HeaderBytes();
        header.magic();
        header.int32(VERSION);
        header.int64(tensors.size());
        header.int64(entries.size());
        entries.forEach(
                (key, value) -> {
                    header.text(key);
                    header.raw(value);
                });
        long offset = 0;
        for (Map.Entry<String, Planned> entry : tensors.entrySet()) {
            Planned tensor = entry.getValue();
            header.text(entry.getKey());
            header.int32(tensor.shape().size());
            tensor.shape().forEach(header::int64);
            header.int32(tensor.type().id());
            header.int64(offset);
            offset = HeaderReader.padded(Math.addExact(offset, tensor.byteSize()), alignment);
        }
        return ByteBuffer.wrap(header.toByteArray());
    }

    private void pad(FileChannel channel) throws IOException {
        long end = channel.position();
        writeFully(channel, ByteBuffer.allocate((int) (HeaderReader.padded(end, alignment) - end)));
    }

    private static void writeContent(FileChannel channel, String name, Planned tensor)
            throws IOException {
        long start = channel.position();
        tensor.content().writeTo(channel);
        long written = channel.position() - start;
        if (written != tensor.byteSize()) {
            throw new IOException(
                    "tensor " + name + " brought " + written + " bytes, not " + tensor.byteSize());
        }
    }

    private static void writeFloats(WritableByteChannel out, float[] values) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        while (at < values.length) {
            int count = Math.min(chunk.capacity() / 4, values.length - at);
            chunk.clear().limit(4 * count);
            chunk.asFloatBuffer().put(values, at, count);
            writeFully(out, chunk);
            at += count;
        }
    }

    private static void writeFully(WritableByteChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private static byte[] bytes(FileChannel in, GgufFile file, GgufFile.Entry entry)
            throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) (entry.end() - entry.start()));
        while (bytes.hasRemaining()) {
            if (in.read(bytes, entry.start() + bytes.position()) < 0) {
                throw file.trouble("became shorter while it was read");
            }
        }
        return bytes.array();
    }

    private static int alignmentOf(GgufValue value) {
        if (value instanceof GgufValue.Whole(ValueType type, long bytes)
                && type == ValueType.UINT32
                && HeaderReader.isAlignment(bytes)) {
            return (int) bytes;
        }
        throw new IllegalArgumentException(HeaderReader.ALIGNMENT + " cannot be " + value);
    }
}
