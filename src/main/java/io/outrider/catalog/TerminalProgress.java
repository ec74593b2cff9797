package io.outrider.catalog;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A moving bar with speed and remaining time. */
final class TerminalProgress implements Progress {

    private static final int WIDTH = 100;
    private static final int REFRESH_MILLIS = 250;

    private final PrintStream out;

    TerminalProgress(PrintStream out) {
        this.out = out;
    }

    @Override
    public void say(String line) {
        out.println(line);
    }

    @Override
    public Bar open(String title, long total) {
        ProgressBar bar =
                new ProgressBarBuilder()
                        .setTaskName(title)
                        .setInitialMax(total)
                        .setUnit(" MB", 1_000_000)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(REFRESH_MILLIS)
                        .showSpeed()
                        .setConsumer(new ConsoleProgressBarConsumer(out, WIDTH))
                        .build();
        return new Bar() {
            @Override
            public void reach(long bytes) {
                bar.stepTo(bytes);
            }

            @Override
            public void close() {
                bar.close();
            }
        };
    }
}
