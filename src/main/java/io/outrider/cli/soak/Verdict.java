package io.outrider.cli.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is wrong with a server, by the evidence.
 *
 * @param failures in words; none is good
 */
record Verdict(List<String> failures) {

    Verdict {
        failures = List.copyOf(failures);
    }

    boolean isGood() {
        return failures.isEmpty();
    }

    static Verdict of(Evidence evidence) {
        List<String> failures = new ArrayList<>();
        evidence.outcomes()
                .forEach(
                        (outcome, times) -> {
                            boolean wrong = outcome == Outcome.WRONG;
                            if (wrong && times > 0) {
                                failures.add(times + " visits ended wrong: " + evidence.wrongs());
                            } else if (!wrong && times == 0) {
                                // A soak in which nothing overflowed proves nothing of overflow.
                                failures.add("no visit ended like this: " + outcome.meaning());
                            }
                        });
        if (evidence.neverEnded() > 0) {
            failures.add(evidence.neverEnded() + " clients still waited at the end");
        }
        if (!evidence.rest().isQuiet()) {
            failures.add("held at the end: " + evidence.rest());
        }
        if (evidence.rest().failed() > 0) {
            failures.add(count(evidence.rest().failed()) + " requests failed inside the server");
        }
        Memory memory = Memory.of(evidence.samples());
        if (!memory.isStable()) {
            failures.add(
                    String.format(
                            Locale.ROOT,
                            "resident memory is not stable: mean %.0f MiB, growth %.1f MiB over the"
                                    + " last two thirds, second quarter %.0f MiB, last %.0f MiB",
                            mebibytes(memory.mean()),
                            mebibytes(memory.growth()),
                            mebibytes(memory.secondQuarter()),
                            mebibytes(memory.lastQuarter())));
        }
        if (!evidence.liveHeap().isStable()) {
            failures.add(
                    String.format(
                            Locale.ROOT,
                            "the live heap grew from %.1f to %.1f MiB",
                            mebibytes(evidence.liveHeap().before()),
                            mebibytes(evidence.liveHeap().after())));
        }
        if (!evidence.complaints().isEmpty()) {
            failures.add(
                    evidence.complaints().size()
                            + " bad lines in the log, first: "
                            + evidence.complaints().getFirst());
        }
        if (evidence.exitCode().isEmpty()) {
            failures.add("the server did not end on SIGTERM");
        } else if (evidence.exitCode().getAsInt() != 0) {
            failures.add("exit code " + evidence.exitCode().getAsInt() + " after SIGTERM");
        }
        return new Verdict(failures);
    }

    private static String count(double times) {
        return String.format(Locale.ROOT, "%.0f", times);
    }

    static double mebibytes(double bytes) {
        return bytes / (1 << 20);
    }
}
