package io.outrider.cli.simulate;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** What is promised of every scenario that it concerns. */
enum Promise {
    BEST(
            "rate after 500 rounds to the best fixed plan's",
            ">= 0.97",
            Result::isNoticeable,
            Result::toBest,
            result -> result.toBest() - 0.97),
    PLAIN(
            "lowest rate of any 500 rounds to plain",
            ">= 0.98",
            result -> true,
            Result::toPlain,
            result -> result.toPlain() - 0.98),
    SESSION(
            "lowest rate of any session in any 500 rounds to plain",
            ">= 0.90",
            result -> true,
            Result::poorest,
            result -> result.poorest() - 0.9),
    PROBING(
            "share of the time beyond plain where no draft pays",
            "< 0.02",
            Result::nonePays,
            Result::beyondPlain,
            result -> Promise.MOST_PROBING - result.beyondPlain());

    static final double MOST_PROBING = 0.02;

    private final String what;
    private final String wanted;
    private final Predicate<Result> concerns;
    private final ToDoubleFunction<Result> figure;
    private final ToDoubleFunction<Result> margin;

    Promise(
            String what,
            String wanted,
            Predicate<Result> concerns,
            ToDoubleFunction<Result> figure,
            ToDoubleFunction<Result> margin) {
        this.what = what;
        this.wanted = wanted;
        this.concerns = concerns;
        this.figure = figure;
        this.margin = margin;
    }

    String what() {
        return what;
    }

    String wanted() {
        return wanted;
    }

    boolean concerns(Result result) {
        return concerns.test(result);
    }

    boolean isKept(Result result) {
        return !concerns(result) || margin.applyAsDouble(result) >= 0;
    }

    /** The scenario in which least was left of it. */
    Optional<Result> closest(List<Result> results) {
        return results.stream().filter(this::concerns).min(Comparator.comparingDouble(margin));
    }

    String measured(Result result) {
        return String.format(Locale.ROOT, "%.3f", figure.applyAsDouble(result));
    }

    /** Whether every promise is kept in every scenario. */
    static boolean allKept(List<Result> results) {
        return results.stream()
                .allMatch(
                        result ->
                                List.of(values()).stream()
                                        .allMatch(promise -> promise.isKept(result)));
    }
}
