package io.outrider.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AvailableMemoryTest {
    @TempDir private Path root;

    @BeforeEach
    void machine() throws IOException {
        write("proc/meminfo", "MemTotal:  8000 kB\nMemFree:  10 kB\nMemAvailable:    5000 kB\n");
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private long available() {
        return new AvailableMemory(root).bytes().orElseThrow();
    }

    @Test
    void withoutLimitsItIsWhatTheMachineHas() throws IOException {
        assertThat(available()).isEqualTo(5000 * 1024);
        write("proc/self/cgroup", "0::/user.slice\n");
        write("sys/fs/cgroup/user.slice/memory.max", "max\n");
        write("sys/fs/cgroup/user.slice/memory.current", "77\n");
        assertThat(available()).isEqualTo(5000 * 1024);
    }

    @Test
    void aGroupsLimitCountsWithFilePagesTakenAsFree() throws IOException {
        write("proc/self/cgroup", "0::/a/b\n");
        write("sys/fs/cgroup/a/b/memory.max", "1000000\n");
        write("sys/fs/cgroup/a/b/memory.current", "700000\n");
        write(
                "sys/fs/cgroup/a/b/memory.stat",
                "anon 1\ninactive_file 200000\nactive_file 100000\n");
        assertThat(available()).isEqualTo(600_000);
    }

    @Test
    void theTightestOfAllGroupsAboveCounts() throws IOException {
        write("proc/self/cgroup", "0::/a/b\n");
        write("sys/fs/cgroup/a/memory.max", "500000\n");
        write("sys/fs/cgroup/a/memory.current", "100000\n");
        write("sys/fs/cgroup/memory.max", "900000\n");
        write("sys/fs/cgroup/memory.current", "100000\n");
        assertThat(available()).isEqualTo(400_000);
    }

    @Test
    void theFirstVersionOfControlGroupsIsReadToo() throws IOException {
        write("proc/self/cgroup", "4:cpu,memory:/docker/x\n0::/\n");
        write("sys/fs/cgroup/memory/docker/x/memory.limit_in_bytes", "2000000\n");
        write("sys/fs/cgroup/memory/docker/x/memory.usage_in_bytes", "600000\n");
        write(
                "sys/fs/cgroup/memory/docker/x/memory.stat",
                "inactive_file 5\ntotal_inactive_file 100000\ntotal_active_file 0\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        write("sys/fs/cgroup/memory/memory.usage_in_bytes", "999999999\n");
        assertThat(available()).isEqualTo(1_500_000);
    }

    @Test
    void whereNobodyTellsNothingIsKnown() {
        assertThat(new AvailableMemory(root.resolve("elsewhere")).bytes()).isEmpty();
    }
}
