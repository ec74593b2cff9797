package io.outrider.probability;

import java.util.Arrays;

/** How often each token occurs in a stretch of text; immutable. */
public final class TokenCounts {
    private static final TokenCounts NONE = new TokenCounts(new int[0], new int[0]);

    private final int[] ids;
    private final int[] counts;

    private TokenCounts(int[] ids, int[] counts) {
        this.ids = ids;
        this.counts = counts;
    }

    public static TokenCounts none() {
        return NONE;
    }

    /** Counts tokens, in any order. */
    public static TokenCounts of(int... tokens) {
        int[] sorted = tokens.clone();
        Arrays.sort(sorted);
        int[] ids = new int[sorted.length];
        int[] counts = new int[sorted.length];
        int distinct = 0;
        for (int token : sorted) {
            if (distinct > 0 && ids[distinct - 1] == Weights.checkId(token)) {
                counts[distinct - 1]++;
            } else {
                ids[distinct] = Weights.checkId(token);
                counts[distinct++] = 1;
            }
        }
        return new TokenCounts(Arrays.copyOf(ids, distinct), Arrays.copyOf(counts, distinct));
    }

    /** These counts and one more token, such as the next one of a draft. */
    public TokenCounts with(int token) {
        int index = Arrays.binarySearch(ids, Weights.checkId(token));
        if (index >= 0) {
            int[] more = counts.clone();
            more[index]++;
            return new TokenCounts(ids, more);
        }
        int at = -index - 1;
        return new TokenCounts(insert(ids, at, token), insert(counts, at, 1));
    }

    private static int[] insert(int[] values, int at, int value) {
        int[] longer = Arrays.copyOf(values, values.length + 1);
        System.arraycopy(values, at, longer, at + 1, values.length - at);
        longer[at] = value;
        return longer;
    }

    /** How often a token occurred. */
    public int count(int id) {
        int index = Arrays.binarySearch(ids, id);
        return index < 0 ? 0 : counts[index];
    }

    int[] ids() {
        return ids;
    }
}
