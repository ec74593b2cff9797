package io.outrider.catalog;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A plain line every five seconds, for logs and pipes. */
final class LineProgress implements Progress {

    private static final Duration EVERY = Duration.ofSeconds(5);

    private final PrintStream out;
    private final InstantSource clock;

    LineProgress(PrintStream out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
    }

    @Override
    public void say(String line) {
        out.println(line);
    }

    @Override
    public Bar open(String title, long total) {
        return new Lines(title, total);
    }

    private final class Lines implements Bar {
        private final String title;
        private final long total;
        private final Instant begin = clock.instant();
        private Instant next = begin.plus(EVERY);
        private long done;

        Lines(String title, long total) {
            this.title = title;
            this.total = total;
        }

        @Override
        public void reach(long bytes) {
            done = bytes;
            if (!clock.instant().isBefore(next)) {
                next = clock.instant().plus(EVERY);
                out.printf(
                        "%s: %s of %s (%d %%)%n",
                        title,
                        new ByteCount(done),
                        new ByteCount(total),
                        total == 0 ? 100 : done * 100 / total);
            }
        }

        @Override
        public void close() {
            if (done == 0) {
                return;
            }
            out.printf(
                    "%s: %s in %d s%n",
                    title,
                    new ByteCount(done),
                    Duration.between(begin, clock.instant()).toSeconds());
        }
    }
}
