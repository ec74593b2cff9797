package io.outrider.pace;

import io.outrider.model.Budget;
import io.outrider.model.Proposal;
import java.util.ArrayList;
import java.util.List;

/** A plan while it is put together, step by step; it begins with everybody plain. */
final class Round {
    /**
     * Least share of its plain rate that any session may be expected to get, for 0.9 in the end.
     */
    private static final double FAIR = 0.91;

    /** Who is expected less than so far above that share must not stop drafting early. */
    private static final double CLOSE = 1.25;

    /** What is read in advance must be expected back so many times: the answer may end early. */
    private static final double RISK = 1.5;

    private final List<Demand> demands;
    private final Quotes quotes;
    private final double[] emitted;
    private final int[] depths;
    private final int[] levels;
    private final int[] rowsAtLevel;
    private final int[] reads;
    private final int plainRows;
    private final double host;
    private final double plainSeconds;
    private int rows;
    private int allRead;

    /** Seconds that all who draft need to catch up. */
    private double behind;

    private double tokens;
    private double draftSeconds;
    private double catchUpSeconds;
    private double seconds;

    /** Who must not stop drafting early. */
    private final boolean[] whole;

    /** Who was last seen to get too little, and likely still does. */
    private int poorest;

    Round(List<Demand> demands, Quotes quotes) {
        this.demands = demands;
        this.quotes = quotes;
        this.emitted = new double[demands.size()];
        this.depths = new int[demands.size()];
        this.levels = new int[demands.size()];
        this.reads = new int[demands.size()];
        this.whole = new boolean[demands.size()];
        int deepest = 0;
        for (Demand demand : demands) {
            deepest = Math.max(deepest, demand.proposal().depth());
        }
        this.rowsAtLevel = new int[deepest];
        for (int session = 0; session < demands.size(); session++) {
            emitted[session] = 1;
            tokens++;
            rows++;
            if (demands.get(session).proposal() instanceof Proposal.Exact exact) {
                depths[session] = exact.depth();
                levels[session] = exact.draftLevels();
                rows += exact.depth();
                for (int level = 1; level <= exact.draftLevels(); level++) {
                    draft(level);
                }
            }
        }
        plainRows = rows;
        host = quotes.host(demands.size());
        seconds = host + draftSeconds + quotes.target(rows);
        plainSeconds = seconds;
    }

    private void draft(int level) {
        int before = rowsAtLevel[level - 1]++;
        draftSeconds += quotes.draft(before + 1) - quotes.draft(before);
    }

    void add(Step step) {
        int session = step.session();
        depths[session] = step.depth();
        emitted[session] += step.survival();
        tokens += step.survival();
        rows++;
        switch (step.source()) {
            case CONTEXT -> {}
            case MODEL -> {
                levels[session] = step.depth();
                draft(step.depth());
                Demand demand = demands.get(session);
                double lag = quotes.reading(demand.lag());
                double share = step.survival();
                if (step.depth() == 1) {
                    share++;
                    behind += lag;
                }
                catchUpSeconds += RISK * lag * Math.min(1, share / horizon(demand));
            }
        }
        seconds = host + draftSeconds + catchUpSeconds + quotes.target(rows);
    }

    /** Tokens that a session may write with drafts: what it writes while all read comes first. */
    private double horizon(Demand demand) {
        double reading = behind / ((Pace.LONGEST_ROUND - 1) * plainSeconds);
        return Math.max(1, demand.horizon() - Math.floor(reading));
    }

    /** Seconds of this round if nobody who leaves the choice drafted. */
    double plainSeconds() {
        return plainSeconds;
    }

    int rows() {
        return rows;
    }

    double tokens() {
        return tokens;
    }

    double seconds() {
        return seconds;
    }

    /** The same, and all that a session's draft model has to catch up with. */
    double secondsWithCatchUpOf(int session) {
        Demand demand = demands.get(session);
        return seconds() + quotes.reading(demand.lag());
    }

    /** Seconds of this round if all who draft with the model catch up in it. */
    double secondsWithCatchUp() {
        int lag = 0;
        for (int session = 0; session < levels.length; session++) {
            lag += levels[session] > 0 ? demands.get(session).lag() : 0;
        }
        return seconds - catchUpSeconds + readingSeconds(lag);
    }

    /** Lets a session's draft model read context in the first draft pass. */
    void read(int session, int tokens) {
        reads[session] = tokens;
        allRead += tokens;
    }

    /**
     * Seconds that what is read adds to the round.
     *
     * @param more tokens, besides those that are read already
     */
    double readingSeconds(int more) {
        int others = draftRows();
        return quotes.reading(others + allRead + more) - quotes.reading(others);
    }

    /** Rows of the first draft pass, without what is read. */
    int draftRows() {
        return rowsAtLevel.length == 0 ? 0 : rowsAtLevel[0];
    }

    /** Seconds that a session is nearer to having caught up, at the price of one pass for all. */
    double caughtUp(int session) {
        int lag = demands.get(session).lag();
        int left = Math.max(0, lag - reads[session] + 1);
        return Math.max(0, quotes.reading(lag) - quotes.reading(left));
    }

    /** Lets a session draft its whole depth. */
    void serveWhole(int session) {
        whole[session] = true;
    }

    double rate() {
        return tokens / seconds();
    }

    /** Whether the draft model writes for anybody who leaves the choice. */
    boolean usesModel() {
        for (int session = 0; session < levels.length; session++) {
            if (levels[session] > 0 && !isExact(session)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the draft model writes for a session. */
    boolean usesModel(int session) {
        return levels[session] > 0;
    }

    int depth(int session) {
        return depths[session];
    }

    /** Whether everybody who has the choice gets enough of the rate that all plain would have. */
    boolean isFair() {
        double least = FAIR * seconds() / plainSeconds;
        if (least <= 1) {
            return true;
        }
        for (int i = 0; i < emitted.length; i++) {
            int session = (poorest + i) % emitted.length;
            if (emitted[session] < least && !isExact(session)) {
                poorest = session;
                return false;
            }
        }
        return true;
    }

    private boolean isExact(int session) {
        return demands.get(session).proposal() instanceof Proposal.Exact;
    }

    List<Grant> grants() {
        double least = FAIR * seconds() / plainSeconds;
        double rowPrice = rate() * rowShare();
        double levelPrice = rowPrice + rate() * levelShare();
        List<Grant> grants = new ArrayList<>();
        for (int session = 0; session < depths.length; session++) {
            // A long round is fair to a session only because of what it drafts itself.
            boolean needsAll = whole[session] || (least > 1 && emitted[session] < CLOSE * least);
            Budget budget =
                    switch (demands.get(session).proposal()) {
                        case Proposal.Exact(int depth, int draftLevels) ->
                                Budget.exact(depth, draftLevels);
                        case Proposal.Open open ->
                                needsAll
                                        ? Budget.exact(depths[session], levels[session])
                                        : new Budget(
                                                depths[session],
                                                levels[session],
                                                rowPrice,
                                                levelPrice);
                    };
            grants.add(new Grant(budget, reads[session]));
        }
        return grants;
    }

    /**
     * Seconds that a target row less saves, at the least: where later rows are cheaper than the
     * first ones, whoever has come so far goes on for the price of the later ones.
     */
    private double rowShare() {
        double least = rows > plainRows ? Double.POSITIVE_INFINITY : 0;
        for (int fewer = plainRows; fewer < rows; fewer++) {
            double share = (quotes.target(rows) - quotes.target(fewer)) / (rows - fewer);
            least = Math.min(least, share);
        }
        return least;
    }

    /**
     * Seconds that a draft row less saves. A pass that others share runs without it all the same,
     * so what counts is how much the upper half of its rows adds.
     */
    private double levelShare() {
        double seconds = 0;
        int all = 0;
        for (int count : rowsAtLevel) {
            if (count > 0) {
                int half = count / 2;
                double share = (quotes.draft(count) - quotes.draft(half)) / (count - half);
                seconds += count * share;
                all += count;
            }
        }
        return all == 0 ? 0 : seconds / all;
    }
}
