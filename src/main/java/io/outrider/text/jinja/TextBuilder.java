package io.outrider.text.jinja;

import java.util.Arrays;

/** Collects text together with its marks; refuses to grow beyond the budget's characters. */
final class TextBuilder {
    private final Budget budget;
    private final StringBuilder value = new StringBuilder();
    private int[] cuts = {};
    private int count;

    TextBuilder(Budget budget) {
        this.budget = budget;
    }

    TextBuilder append(Text text) {
        grow(text.length());
        int shift = value.length();
        value.append(text.value());
        int[] added = text.cuts();
        for (int i = 0; i < added.length; i += 2) {
            mark(added[i] + shift, added[i + 1] + shift);
        }
        return this;
    }

    TextBuilder append(String text) {
        grow(text.length());
        value.append(text);
        return this;
    }

    /** Appends characters with the origin of the text that they were made from. */
    TextBuilder append(String text, boolean fromUser) {
        int start = value.length();
        append(text);
        if (fromUser && !text.isEmpty()) {
            mark(start, value.length());
        }
        return this;
    }

    int length() {
        return value.length();
    }

    Text toText() {
        return Text.marked(value.toString(), Arrays.copyOf(cuts, count));
    }

    private void grow(int characters) {
        budget.characters(value.length() + (long) characters);
        budget.charge(characters);
    }

    private void mark(int start, int end) {
        if (count > 0 && cuts[count - 1] == start) {
            cuts[count - 1] = end;
            return;
        }
        if (count == cuts.length) {
            cuts = Arrays.copyOf(cuts, Math.max(8, 2 * cuts.length));
        }
        cuts[count++] = start;
        cuts[count++] = end;
    }
}
