package io.outrider.gguf;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SequencedSet;

/**
 * The header of one GGUF file: its metadata and its tensor directory. Immutable; holds no file open
 * and no tensor data. Every tensor lies within the file; {@link Preflight} checks the rest.
 *
 * <p>The typed questions answer empty when the key is absent, and throw {@link GgufException} when
 * it is there with another type: a damaged value must not pass for a missing one.
 */
public final class GgufFile {
    /** A value and where its type and content stand in the file. */
    record Entry(GgufValue value, long start, long end) {}

    private final Path path;
    private final Header header;

    /**
     * What stands before the tensor data.
     *
     * @param entries in file order
     */
    record Header(
            int version,
            long fileSize,
            Map<String, Entry> entries,
            List<GgufTensor> tensors,
            int alignment,
            long dataOffset) {}

    GgufFile(Path path, Header header) {
        this.path = path;
        this.header = header;
    }

    /**
     * Reads the header; a 5 MB one takes some 20 ms.
     *
     * @throws GgufException if there is no such file, it is no GGUF file of version 2 or 3
     *     (little-endian), or any length, count, type or offset in it does not fit the file
     */
    public static GgufFile read(Path path) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return new GgufFile(path, new HeaderReader(channel, path).read());
        } catch (IOException e) {
            throw GgufException.unreadable(path, e);
        }
    }

    public Path path() {
        return path;
    }

    /** 2 or 3. */
    public int version() {
        return header.version();
    }

    /** Bytes. */
    public long fileSize() {
        return header.fileSize();
    }

    /** The power of two that tensor offsets are multiples of, in bytes. */
    public int alignment() {
        return header.alignment();
    }

    /** Where tensor data begins, in bytes from the start of the file. */
    public long dataOffset() {
        return header.dataOffset();
    }

    /** In file order. */
    public SequencedSet<String> keys() {
        return new LinkedHashSet<>(header.entries().keySet());
    }

    /** In file order. */
    public List<GgufTensor> tensors() {
        return header.tensors();
    }

    public Optional<GgufTensor> tensor(String name) {
        return header.tensors().stream().filter(t -> t.name().equals(name)).findFirst();
    }

    public Optional<GgufValue> value(String key) {
        return Optional.ofNullable(header.entries().get(key)).map(Entry::value);
    }

    /** The value of {@code general.architecture}, as in {@code llama}. */
    public String architecture() {
        return string("general.architecture")
                .orElseThrow(
                        () ->
                                trouble(
                                        "says no general.architecture; it is not a model, or one"
                                                + " part of a split model; get the whole model"));
    }

    public Optional<String> string(String key) {
        return as(GgufValue.Text.class, key, "text").map(GgufValue.Text::value);
    }

    /** An integer of any width that fits a long. */
    public OptionalLong integer(String key) {
        Optional<GgufValue> value = value(key);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        return switch (value.get()) {
            case GgufValue.Whole(ValueType type, long bits)
                    when type != ValueType.UINT64 || bits >= 0 ->
                    OptionalLong.of(bits);
            case GgufValue other -> throw mistyped(key, other, "an integer below 2^63");
        };
    }

    /** A floating point number, or an integer as one. */
    public OptionalDouble real(String key) {
        Optional<GgufValue> value = value(key);
        if (value.isEmpty()) {
            return OptionalDouble.empty();
        }
        return switch (value.get()) {
            case GgufValue.Real(ValueType type, double number) -> OptionalDouble.of(number);
            case GgufValue.Whole(ValueType type, long number) -> OptionalDouble.of((double) number);
            case GgufValue other -> throw mistyped(key, other, "a number");
        };
    }

    public Optional<Boolean> flag(String key) {
        return as(GgufValue.Flag.class, key, "a flag").map(GgufValue.Flag::value);
    }

    /** An array of strings; decoded one by one when asked, so keep what you use often. */
    public Optional<List<String>> strings(String key) {
        return as(GgufValue.Texts.class, key, "an array of strings").map(GgufValue.Texts::values);
    }

    /** An array of integers, each of which fits an int. */
    public Optional<int[]> ints(String key) {
        return numbers(key).map(numbers -> toInts(key, numbers));
    }

    /** An array of numbers, rounded to floats. */
    public Optional<float[]> floats(String key) {
        return numbers(key)
                .map(
                        numbers -> {
                            float[] floats = new float[numbers.size()];
                            for (int i = 0; i < floats.length; i++) {
                                floats[i] = (float) numbers.real(i);
                            }
                            return floats;
                        });
    }

    /** An array of numbers or flags, as it is packed in the file. */
    public Optional<PackedNumbers> numbers(String key) {
        return as(GgufValue.Numbers.class, key, "an array of numbers")
                .map(GgufValue.Numbers::values);
    }

    private <T extends GgufValue> Optional<T> as(Class<T> type, String key, String expected) {
        Optional<GgufValue> value = value(key);
        if (value.isPresent() && !type.isInstance(value.get())) {
            throw mistyped(key, value.get(), expected);
        }
        return value.map(type::cast);
    }

    private int[] toInts(String key, PackedNumbers numbers) {
        int[] ints = new int[numbers.size()];
        for (int i = 0; i < ints.length; i++) {
            long whole = numbers.whole(i);
            if (numbers.element().isReal() || whole != (int) whole) {
                throw mistyped(key, new GgufValue.Numbers(numbers), "an array of 32-bit integers");
            }
            ints[i] = (int) whole;
        }
        return ints;
    }

    private GgufException mistyped(String key, GgufValue value, String expected) {
        return trouble(
                "metadata key "
                        + Printable.quoted(key)
                        + " is not "
                        + expected
                        + " but "
                        + value.type()
                        + "; the file is damaged or badly converted");
    }

    Optional<Entry> entry(String key) {
        return Optional.ofNullable(header.entries().get(key));
    }

    GgufException trouble(String trouble) {
        return GgufException.in(path, trouble);
    }
}
