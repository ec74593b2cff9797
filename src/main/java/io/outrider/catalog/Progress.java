package io.outrider.catalog;

import java.io.Console;
import java.time.InstantSource;
import java.util.Optional;

/** Where a download says what it is about to do and how far it is. */
public interface Progress {

    /** One line for the person who waits. */
    void say(String line);

    /**
     * Starts to show one piece of work.
     *
     * @param title short name of the work
     * @param total bytes in all
     */
    Bar open(String title, long total);

    /** One piece of work; closing it ends its display. */
    interface Bar extends AutoCloseable {

        /** Shows that so many bytes are done; may go back when a download starts again. */
        void reach(long bytes);

        @Override
        void close();
    }

    /** A bar where a person looks at standard error, plain lines where a log does. */
    static Progress toStandardError() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
                ? new TerminalProgress(System.err)
                : new LineProgress(System.err, InstantSource.system());
    }
}
