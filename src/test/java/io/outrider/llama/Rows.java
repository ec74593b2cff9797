package io.outrider.llama;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.model.ForwardPass.PassFailed;
import io.outrider.model.ForwardPass.Row;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Rows of logits: asked for, copied to the heap, compared. */
final class Rows {
    /**
     * What rounding may change in a logit of the generated pair where bits are not promised;
     * measured were 0.003 with llama.cpp's plain x64 kernels.
     */
    private static final float ROUNDING = 0.005f;

    private Rows() {}

    /** Random text in tokens of a vocabulary. */
    static int[] text(long seed, int length, int vocabulary) {
        return new Random(seed).ints(length, 0, vocabulary).toArray();
    }

    /** Evaluates tokens in one pass and returns the logits of every one of them. */
    static List<float[]> together(LlamaContext context, int sequence, int position, int... tokens)
            throws PassFailed {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < tokens.length; i++) {
            rows.add(new Row(tokens[i], position + i, sequence, context.takeRow()));
        }
        return run(context, rows);
    }

    /** Runs rows that are all wanted, and gives their memory back. */
    static List<float[]> run(LlamaContext context, List<Row> rows) throws PassFailed {
        try {
            context.run(rows);
            return rows.stream().map(row -> row.into().toArray(ValueLayout.JAVA_FLOAT)).toList();
        } finally {
            rows.forEach(row -> context.giveRow(row.into()));
        }
    }

    /** Evaluates tokens one pass each. */
    static List<float[]> oneByOne(LlamaContext context, int sequence, int position, int... tokens)
            throws PassFailed {
        List<float[]> logits = new ArrayList<>();
        for (int i = 0; i < tokens.length; i++) {
            logits.addAll(together(context, sequence, position + i, tokens[i]));
        }
        return logits;
    }

    /** A row that nobody wants. */
    static Row unwanted(int token, int position, int sequence) {
        return new Row(token, position, sequence, MemorySegment.NULL);
    }

    /**
     * Asserts that rows are equal: to the bit where that was measured (the current build on x86-64
     * with any kernels but the plain ones, flash attention on, at most 256 cells), else but for
     * rounding.
     */
    static void assertSame(List<float[]> actual, List<float[]> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        boolean exact = !Natives.isOld() && System.getProperty("os.arch").equals("amd64");
        for (int row = 0; row < expected.size(); row++) {
            assertThat(distance(actual.get(row), expected.get(row)))
                    .as("row %d", row)
                    .isLessThanOrEqualTo(exact ? 0 : ROUNDING);
        }
    }

    /** The largest difference of a logit; infinite where one is no number. */
    static float distance(float[] a, float[] b) {
        float largest = a.length == b.length ? 0 : Float.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            float difference = Math.abs(a[i] - b[i]);
            largest = difference >= 0 ? Math.max(largest, difference) : Float.POSITIVE_INFINITY;
        }
        return largest;
    }
}
