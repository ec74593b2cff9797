package io.outrider.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * Memory that this process may still take, as Linux tells it: the machine's, and what the limits of
 * its control groups leave (version 1 or 2, its own group and all above it). File pages count as
 * free, since they can be dropped. Elsewhere nothing is known.
 */
final class AvailableMemory {
    private static final Pattern MEMORY_GROUP = Pattern.compile("(?m)^\\d+:([^:]*):(/.*)$");

    private final Path root;

    /**
     * @param root of the file system, {@code /} but in tests
     */
    AvailableMemory(Path root) {
        this.root = root;
    }

    /** Bytes; empty where nobody tells. */
    OptionalLong bytes() {
        List<Long> known = new ArrayList<>();
        field(read(root.resolve("proc/meminfo")), "MemAvailable:")
                .ifPresent(kilobytes -> known.add(kilobytes * 1024));
        Matcher groups = MEMORY_GROUP.matcher(read(root.resolve("proc/self/cgroup")));
        while (groups.find()) {
            String group = groups.group(2).substring(1);
            if (groups.group(1).isEmpty()) {
                known.addAll(left(root.resolve("sys/fs/cgroup"), group, Version.TWO));
            } else if (List.of(groups.group(1).split(",")).contains("memory")) {
                known.addAll(left(root.resolve("sys/fs/cgroup/memory"), group, Version.ONE));
            }
        }
        return known.stream().flatMapToLong(LongStream::of).min();
    }

    /** What the files of a control group are called. */
    private enum Version {
        ONE("memory.limit_in_bytes", "memory.usage_in_bytes", "total_"),
        TWO("memory.max", "memory.current", "");

        private final String limit;
        private final String usage;
        private final String prefix;

        Version(String limit, String usage, String prefix) {
            this.limit = limit;
            this.usage = usage;
            this.prefix = prefix;
        }
    }

    /** What each group from this one up to the root leaves, where it has a limit. */
    private static List<Long> left(Path top, String group, Version version) {
        List<Long> left = new ArrayList<>();
        // Inside a container the path is often that of the host, and its end is mounted at the top.
        for (Path at = top.resolve(group).normalize();
                at != null && at.startsWith(top);
                at = at.getParent()) {
            OptionalLong limit = number(read(at.resolve(version.limit)));
            OptionalLong usage = number(read(at.resolve(version.usage)));
            if (limit.isPresent() && usage.isPresent()) {
                String stat = read(at.resolve("memory.stat"));
                long files =
                        field(stat, version.prefix + "inactive_file").orElse(0)
                                + field(stat, version.prefix + "active_file").orElse(0);
                left.add(limit.getAsLong() - Math.max(0, usage.getAsLong() - files));
            }
        }
        return left;
    }

    /** The number after a word that begins a line. */
    private static OptionalLong field(String text, String name) {
        Matcher line =
                Pattern.compile("(?m)^" + Pattern.quote(name) + "\\s+(\\d{1,18})").matcher(text);
        return line.find() ? OptionalLong.of(Long.parseLong(line.group(1))) : OptionalLong.empty();
    }

    /** Version 2 writes "max" where there is no limit, version 1 a number near 2^63. */
    private static OptionalLong number(String text) {
        String digits = text.strip();
        return digits.matches("\\d{1,18}")
                ? OptionalLong.of(Long.parseLong(digits))
                : OptionalLong.empty();
    }

    /** A file's text; empty when there is none. */
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException absent) {
            return "";
        }
    }
}
