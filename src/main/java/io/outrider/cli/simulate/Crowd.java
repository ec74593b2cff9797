package io.outrider.cli.simulate;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What kind of sessions decode together. What is true of a session depends on how much it has
 * written, not on how long it took: all plans have the same text to write.
 *
 * @param groups of sessions, numbered from 0, that a fixed plan may give different lengths
 * @param settled tokens after which everything repeats
 * @param period tokens in which it does; 0 if nothing changes any more
 * @param law what is true of a session when
 */
record Crowd(String name, int groups, int settled, int period, Law law) {

    /**
     * What is true of a session at one place of its text.
     *
     * @param drafts whether it has a draft model
     * @param alpha chance of each token of that model to be accepted
     * @param found tokens that a lookup in the context would propose
     * @param match tokens in which the context agrees with the place looked up
     * @param sticks chance of each token looked up to be accepted
     */
    record Moment(int group, boolean drafts, double alpha, int found, int match, double sticks) {

        static Moment of(int group, double alpha) {
            return new Moment(group, true, alpha, 0, 0, 0);
        }

        Moment withLookup(int tokens, int agreeing, double chance) {
            return new Moment(group, drafts, alpha, tokens, agreeing, chance);
        }

        Moment withoutModel() {
            return new Moment(group, false, 0, found, match, sticks);
        }
    }

    /** Tells what is true after so many tokens; depends on nothing else. */
    interface Law {
        Moment at(int session, double written);
    }

    /** Whether nothing ever changes. */
    boolean isSteady() {
        return settled == 0 && period == 0;
    }

    /** Whether the draft model is better at some places than at others. */
    boolean drifts() {
        double before = law.at(0, 0).alpha();
        return IntStream.rangeClosed(1, settled + period)
                .anyMatch(written -> law.at(0, written).alpha() != before);
    }

    /** Same chance for all, always. */
    static Crowd alike(double alpha) {
        return new Crowd("alpha " + alpha, 1, 0, 0, (session, written) -> Moment.of(0, alpha));
    }

    /** Sessions take these chances by turns. */
    static Crowd mixed(Double... alphas) {
        List<Double> turns = List.of(alphas);
        return new Crowd(
                "mixed " + String.join("/", turns.stream().map(String::valueOf).toList()),
                turns.size(),
                0,
                0,
                (session, written) -> {
                    int group = session % turns.size();
                    return Moment.of(group, turns.get(group));
                });
    }

    /** Every second session has no draft model. */
    static Crowd besidePlain(double alpha) {
        return new Crowd(
                alpha + " beside plain",
                2,
                0,
                0,
                (session, written) ->
                        session % 2 == 0 ? Moment.of(0, alpha) : Moment.of(1, 0).withoutModel());
    }

    /** Each session changes abruptly, after so many tokens. */
    static Crowd jumping(double high, double low, int tokens) {
        return new Crowd(
                "jumps " + high + "/" + low,
                1,
                0,
                2 * tokens,
                (session, written) -> Moment.of(0, (int) written / tokens % 2 == 0 ? high : low));
    }

    /** Each session swings slowly, out of step with the others. */
    static Crowd swinging(double middle, double reach, int period) {
        return new Crowd(
                "swings " + middle + " +- " + reach,
                1,
                0,
                period,
                (session, written) -> {
                    double angle = 2 * Math.PI * written / period + session;
                    return Moment.of(0, middle + reach * Math.sin(angle));
                });
    }

    /** Low for long, then high for good. */
    static Crowd lateBloomer(double low, double high, int tokens) {
        return new Crowd(
                low + " then " + high,
                1,
                tokens,
                0,
                (session, written) -> Moment.of(0, written < tokens ? low : high));
    }

    /** Half of the time the answer repeats its context. */
    static Crowd repeating(double alpha, double sticks) {
        return new Crowd(
                "repeats " + sticks + ", else " + alpha,
                1,
                0,
                120,
                (session, written) -> {
                    double place = (written + 37 * session) % 120;
                    int left = (int) Math.ceil(60 - place);
                    Moment moment = Moment.of(0, alpha);
                    return left > 0 ? moment.withLookup(Math.min(16, left), 15, sticks) : moment;
                });
    }

    /** There is always something to look up, and it is mostly wrong. */
    static Crowd misled(double alpha, double sticks) {
        return new Crowd(
                "misled " + sticks + ", else " + alpha,
                1,
                0,
                0,
                (session, written) -> Moment.of(0, alpha).withLookup(16, 3, sticks));
    }

    /** No draft model at all. */
    Crowd withoutModel() {
        return new Crowd(
                name + ", no model",
                groups,
                settled,
                period,
                (session, written) -> law.at(session, written).withoutModel());
    }
}
