package io.outrider.cli.soak;

import java.util.List;
import java.util.regex.Pattern;

/** Finds in a server's log what should not be there. */
final class Complaints {
    private static final Pattern BAD =
            Pattern.compile(
                    "^\\S+ \\S+ (ERROR|FATAL)\\b.*" // a line of our format
                            + "|^\\s+at \\S+\\(.*\\).*" // a stack trace
                            + "|^Caused by: .*"
                            + "|^Exception in thread .*"
                            + "|.*OutOfMemoryError.*"
                            + "|^# A fatal error.*"
                            + "|.*GGML_ASSERT.*");

    private Complaints() {}

    static List<String> in(List<String> log) {
        return log.stream().filter(line -> BAD.matcher(line).matches()).toList();
    }
}
