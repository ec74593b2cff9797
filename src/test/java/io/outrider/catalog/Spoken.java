package io.outrider.catalog;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A progress display that remembers what was said. */
final class Spoken implements Progress {

    final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void say(String line) {
        lines.add(line);
    }

    @Override
    public Bar open(String title, long total) {
        return new Bar() {
            @Override
            public void reach(long bytes) {
                if (bytes > total) {
                    throw new AssertionError(bytes + " of " + total);
                }
            }

            @Override
            public void close() {}
        };
    }
}
