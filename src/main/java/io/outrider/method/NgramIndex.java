package io.outrider.method;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where each pair and triple of a context's tokens was seen last; grows with the context, a
 * constant amount of work per token.
 */
final class NgramIndex {
    private static final int LONGEST = 3;
    private static final int SHORTEST = 2;
    private static final int LONGEST_COUNTED = 64;

    /** Token ids are below 2^21 in every vocabulary there is, so three fit into a long. */
    private static final int BITS = 21;

    private final List<Map<Long, Integer>> lastEnd = List.of(new HashMap<>(), new HashMap<>());

    /** N-grams that end before this position are in the index. */
    private int indexed;

    /**
     * A place earlier in the context that looks like its end.
     *
     * @param match newest tokens that agree with those before the place; 0 when nothing was found
     * @param following tokens from there on; never past an end token
     */
    record Found(int match, List<Integer> following) {
        private static final Found NOTHING = new Found(0, List.of());
    }

    /**
     * The last earlier occurrence of the context's newest tokens, longest n-gram first.
     *
     * @param most tokens to return at most
     */
    Found lookUp(Context context, int most) {
        int newest = context.length() - 1;
        // The newest n-grams stay out until the next call, or every look-up would find itself.
        for (; indexed < newest; indexed++) {
            for (int n = SHORTEST; n <= LONGEST && n <= indexed + 1; n++) {
                lastEnd.get(n - SHORTEST).put(key(context, indexed, n), indexed);
            }
        }
        for (int n = Math.min(LONGEST, newest + 1); n >= SHORTEST; n--) {
            Integer end = lastEnd.get(n - SHORTEST).get(key(context, newest, n));
            if (end != null) {
                List<Integer> found = following(context, end + 1, most);
                if (!found.isEmpty()) {
                    return new Found(match(context, end, newest, n), found);
                }
            }
        }
        return Found.NOTHING;
    }

    /** How far two places agree backwards, counted as far as it matters. */
    private static int match(Context context, int end, int newest, int known) {
        int match = known;
        while (match < LONGEST_COUNTED
                && match <= end
                && context.token(end - match) == context.token(newest - match)) {
            match++;
        }
        return match;
    }

    private static List<Integer> following(Context context, int from, int most) {
        List<Integer> found = new ArrayList<>();
        for (int i = from; i < context.length() && found.size() < most; i++) {
            int token = context.token(i);
            if (context.ends(token)) {
                break;
            }
            found.add(token);
        }
        return found;
    }

    private static long key(Context context, int end, int n) {
        long key = 0;
        for (int i = end - n + 1; i <= end; i++) {
            key = key << BITS | context.token(i);
        }
        return key;
    }
}
