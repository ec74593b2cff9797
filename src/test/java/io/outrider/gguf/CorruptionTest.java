package io.outrider.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A damaged file ends in one printable line, quickly and without large allocations. */
@Timeout(60)
final class CorruptionTest {
    /** Far above what a file of 1 kB needs, far below any count or length taken at its word. */
    private static final long MOST_ALLOCATED = 4 << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir private Path dir;
    private Path path;
    private byte[] valid;

    @BeforeEach
    void writeAModel() throws IOException {
        GgufWriter writer =
                SmallModel.valid()
                        .put("a.flag", GgufValue.flag(true))
                        .put("a.double", new GgufValue.Real(ValueType.FLOAT64, 2))
                        .put("some.floats", GgufValue.float32s(1, 2))
                        .put("split.count", GgufValue.whole(ValueType.UINT16, 1));
        path = SmallModel.write(dir, writer);
        valid = Files.readAllBytes(path);
    }

    @Test
    void theUndamagedFilePasses() {
        assertThat(verdict(valid)).isEqualTo("passed");
    }

    @Test
    void everyTruncationIsRefused() {
        int needed = (int) endOfData();
        for (int length = 0; length < needed; length++) {
            assertThat(verdict(Arrays.copyOf(valid, length)))
                    .as("cut to %d bytes", length)
                    .isNotEqualTo("passed");
        }
    }

    @Test
    void noChangedByteDoesHarm() {
        int[] replacements = {0x00, 0x01, 0x7F, 0x80, 0xFF, '\n', 0x1B};
        int refused = 0;
        for (int at = 0; at < valid.length; at++) {
            for (int replacement : replacements) {
                byte[] damaged = valid.clone();
                damaged[at] = (byte) replacement;
                refused += verdict(damaged).equals("passed") ? 0 : 1;
            }
        }
        assertThat(refused).isGreaterThan(valid.length);
    }

    @Test
    void noLengthOrCountIsTakenAtItsWord() {
        long[] replacements = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 40, 1 << 30, 1 << 20, 0};
        for (int at = 0; at + Long.BYTES <= valid.length; at++) {
            for (long replacement : replacements) {
                byte[] damaged = valid.clone();
                ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putLong(at, replacement);
                verdict(damaged);
            }
        }
    }

    @Test
    void randomDamageDoesNoHarm() {
        Random random = new Random(20250917);
        for (int round = 0; round < 5_000; round++) {
            byte[] damaged = valid.clone();
            for (int changes = random.nextInt(1, 6); changes > 0; changes--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            verdict(
                    random.nextInt(4) == 0
                            ? Arrays.copyOf(damaged, random.nextInt(damaged.length))
                            : damaged);
        }
    }

    @Test
    void aHugeSparseFileIsNotReadOnlyBecauseItsHeaderSaysSo() throws IOException {
        ByteBuffer head = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        head.put(new byte[] {'G', 'G', 'U', 'F'}).putInt(3).putLong(0).putLong(1);
        head.putLong(1).put((byte) 'k').putInt(9).putInt(0).putLong(3L << 30);
        Path sparse = dir.resolve("sparse.gguf");
        try (var channel =
                Files.newByteChannel(
                        sparse,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.SPARSE,
                        StandardOpenOption.WRITE)) {
            channel.write(head.flip());
            channel.position(4L << 30);
            channel.write(ByteBuffer.wrap(new byte[1]));
        }

        assertThat(verdictOf(sparse)).contains("would make the header longer than 128 MiB");
    }

    private long endOfData() {
        GgufFile file = GgufFile.read(path);
        GgufTensor last = file.tensors().getLast();
        return file.dataOffset() + last.offset() + last.byteSize();
    }

    // In place: replacing a file's content makes some file systems wait for the disk.
    private String verdict(byte[] bytes) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), 0);
            if (channel.size() != bytes.length) {
                channel.truncate(bytes.length);
            }
        } catch (IOException e) {
            return fail(e);
        }
        return verdictOf(path);
    }

    private static String verdictOf(Path path) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        String verdict = "passed";
        try {
            readEverything(Preflight.check(path));
        } catch (GgufException e) {
            verdict = String.valueOf(e.getMessage());
        }
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_ALLOCATED);
        assertThat(verdict).isNotBlank().hasSizeLessThan(800);
        assertThat(verdict.chars()).noneMatch(Character::isISOControl);
        return verdict;
    }

    // What the preflight lets pass must also be safe to look at.
    private static void readEverything(GgufFile file) {
        for (String key : file.keys()) {
            assertThat(file.value(key).orElseThrow().toString()).isNotEmpty();
        }
        for (GgufTensor tensor : file.tensors()) {
            assertThat(file.dataOffset() + tensor.offset() + tensor.byteSize())
                    .isLessThanOrEqualTo(file.fileSize());
        }
    }
}
