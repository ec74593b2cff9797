package io.outrider.text.jinja;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An immutable string that knows which of its characters came from a user.
 *
 * <p>{@code cuts} holds the user's stretches as start, end, start, end ... in UTF-16 offsets,
 * ascending, never empty and never touching. Positions that templates see are code points, as in
 * Python. Two texts are equal when their characters are, whatever their origin.
 */
final class Text implements Value {
    private static final int[] NO_CUTS = {};
    static final Text EMPTY = new Text("", NO_CUTS);

    private final String value;
    private final int[] cuts;

    private Text(String value, int[] cuts) {
        this.value = value;
        this.cuts = cuts;
    }

    /** Text that the template, or whoever runs it, vouches for. */
    static Text template(String value) {
        return value.isEmpty() ? EMPTY : new Text(value, NO_CUTS);
    }

    /** Text in which nothing may be taken for markup. */
    static Text user(String value) {
        return value.isEmpty() ? EMPTY : new Text(value, new int[] {0, value.length()});
    }

    static Text marked(String value, int[] cuts) {
        return value.isEmpty() ? EMPTY : new Text(value, cuts);
    }

    String value() {
        return value;
    }

    int[] cuts() {
        return cuts;
    }

    int length() {
        return value.length();
    }

    boolean isEmpty() {
        return value.isEmpty();
    }

    boolean touchesUser() {
        return cuts.length > 0;
    }

    /** A replacement whose characters cannot be traced one by one: the user's if any here is. */
    Text like(String replacement) {
        return touchesUser() ? user(replacement) : template(replacement);
    }

    int codePoints() {
        return value.codePointCount(0, value.length());
    }

    /** UTF-16 offset of a code point index between 0 and {@link #codePoints()}. */
    int offset(int codePoint) {
        return value.offsetByCodePoints(0, codePoint);
    }

    /** The characters between two UTF-16 offsets. */
    Text cut(int from, int to) {
        if (from == 0 && to == value.length()) {
            return this;
        }
        if (from >= to) {
            return EMPTY;
        }
        String part = value.substring(from, to);
        if (cuts.length == 0) {
            return new Text(part, NO_CUTS);
        }
        int[] kept = new int[cuts.length];
        int count = 0;
        for (int i = 0; i < cuts.length; i += 2) {
            int start = Math.max(cuts[i], from);
            int end = Math.min(cuts[i + 1], to);
            if (start < end) {
                kept[count++] = start - from;
                kept[count++] = end - from;
            }
        }
        return new Text(part, Arrays.copyOf(kept, count));
    }

    List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        int position = 0;
        for (int i = 0; i < cuts.length; i += 2) {
            if (cuts[i] > position) {
                runs.add(new Run(value.substring(position, cuts[i]), false));
            }
            runs.add(new Run(value.substring(cuts[i], cuts[i + 1]), true));
            position = cuts[i + 1];
        }
        if (position < value.length()) {
            runs.add(new Run(value.substring(position), false));
        }
        return runs;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Text text && value.equals(text.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
