package io.outrider.cli.simulate;

import io.outrider.cli.simulate.Crowd.Moment;
import io.outrider.method.Settings;
import io.outrider.pace.Pace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The best fixed draft lengths, found by trying all of them with the true costs and the true
 * acceptance: one length for each group's model drafts, and one for what it looks up.
 */
final class BruteForce {

    /**
     * What a group drafts in each round.
     *
     * @param context of what is found, if something is
     * @param model tokens by the draft model otherwise
     */
    record Lengths(int context, int model) {
        static final Lengths NONE = new Lengths(0, 0);

        @Override
        public String toString() {
            return context == 0 ? String.valueOf(model) : context + "|" + model;
        }
    }

    /**
     * A fixed plan and what it comes to.
     *
     * @param rate tokens a second of all together
     * @param poorest session's rate in its worst round against plain decoding's
     * @param longest round, in plain rounds
     */
    record Fixed(List<Lengths> groups, double rate, double poorest, double longest) {
        boolean drafts() {
            return groups.stream().anyMatch(each -> !each.equals(Lengths.NONE));
        }
    }

    /** Sessions of which the same is always true. */
    private record Members(int first, int count) {}

    private final Scenario scenario;
    private final List<Members> members = new ArrayList<>();
    private final double[] usual;

    BruteForce(Scenario scenario) {
        this.scenario = scenario;
        Crowd crowd = scenario.crowd();
        if (crowd.period() == 0) {
            for (int group = 0; group < crowd.groups(); group++) {
                int all = Math.ceilDiv(scenario.sessions() - group, crowd.groups());
                if (all > 0) {
                    members.add(new Members(group, all));
                }
            }
        } else {
            for (int session = 0; session < scenario.sessions(); session++) {
                members.add(new Members(session, 1));
            }
        }
        this.usual = members.stream().mapToDouble(each -> usual(each.first())).toArray();
    }

    /**
     * The best plan of those whose rounds are no longer than {@link Pace} allows.
     *
     * @param fair least share of its plain rate that any session may get
     */
    Fixed best(double fair) {
        List<List<Lengths>> choices = new ArrayList<>();
        for (int group = 0; group < scenario.crowd().groups(); group++) {
            choices.add(choices(group));
        }
        Fixed plain =
                evaluate(choices.stream().map(each -> Lengths.NONE).toList())
                        .orElseThrow(() -> new IllegalStateException("plain decoding fits"));
        return better(plain, choices, new ArrayList<>(), fair);
    }

    /** The better of a plan and of all that begin like this. */
    private Fixed better(
            Fixed best, List<List<Lengths>> choices, List<Lengths> chosen, double fair) {
        if (chosen.size() == choices.size()) {
            return evaluate(chosen)
                    .filter(each -> each.poorest() >= fair && each.rate() > best.rate())
                    .filter(each -> each.longest() <= Pace.LONGEST_ROUND)
                    .orElse(best);
        }
        Fixed better = best;
        for (Lengths next : choices.get(chosen.size())) {
            chosen.add(next);
            better = better(better, choices, chosen, fair);
            chosen.removeLast();
        }
        return better;
    }

    private List<Lengths> choices(int group) {
        boolean finds = false;
        boolean drafts = false;
        Crowd crowd = scenario.crowd();
        for (Members each : members) {
            for (int written = 0; written <= crowd.period(); written++) {
                Moment moment = crowd.law().at(each.first(), crowd.settled() + written);
                if (moment.group() == group) {
                    finds |= moment.found() > 0;
                    drafts |= moment.drafts();
                }
            }
        }
        List<Lengths> choices = new ArrayList<>();
        for (int context = 0; context <= (finds ? Settings.MOST_DRAFT_TOKENS : 0); context++) {
            for (int model = 0; model <= (drafts ? Settings.MOST_DRAFT_TOKENS : 0); model++) {
                choices.add(new Lengths(context, model));
            }
        }
        return choices;
    }

    /**
     * What a plan comes to while the first session writes a period of its text, all tokens taken on
     * average; nothing if it does not fit into a pass.
     */
    Optional<Fixed> evaluate(List<Lengths> groups) {
        TrueCosts costs = scenario.costs();
        Crowd crowd = scenario.crowd();
        double[] written = new double[members.size()];
        double[] lag = new double[members.size()];
        double[] rowsAtLevel = new double[Settings.MOST_DRAFT_TOKENS];
        double tokens = 0;
        double seconds = 0;
        double poorest = Double.POSITIVE_INFINITY;
        double longest = 0;
        do {
            Arrays.fill(rowsAtLevel, 0);
            int rows = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < lag.length; i++) {
                int session = members.get(i).first();
                int count = members.get(i).count();
                Moment moment = crowd.law().at(session, crowd.settled() + written[i]);
                Lengths lengths = groups.get(moment.group());
                int context = Math.min(lengths.context(), moment.found());
                int model = context == 0 && moment.drafts() ? lengths.model() : 0;
                int drafted = context + model;
                double chance = context > 0 ? moment.sticks() : moment.alpha();
                double emitted = emitted(chance, drafted);
                // A fixed plan sees what is found, but acceptance only on average.
                double known = context > 0 ? emitted : emitted(usual[i], drafted);
                least = Math.min(least, known);
                rows += count * (1 + drafted);
                for (int level = 0; level < model; level++) {
                    rowsAtLevel[level] += count;
                }
                if (model == 0) {
                    lag[i] += emitted;
                } else {
                    // The last drafted token is read late, and only where it was accepted.
                    double unread = Math.pow(chance, drafted);
                    rowsAtLevel[0] += count * (crowd.period() == 0 ? unread : lag[i]);
                    lag[i] = unread;
                }
                written[i] += emitted;
                tokens += count * emitted;
            }
            if (rows > scenario.mostRows()) {
                return Optional.empty();
            }
            double took = costs.target(rows, 0) + costs.host();
            for (double each : rowsAtLevel) {
                took += costs.draft(each);
            }
            seconds += took;
            double plain = costs.plain(scenario.sessions());
            poorest = Math.min(poorest, least / took * plain);
            longest = Math.max(longest, took / plain);
        } while (written[0] < crowd.period());
        return Optional.of(new Fixed(List.copyOf(groups), tokens / seconds, poorest, longest));
    }

    /** Acceptance of a session's model drafts, averaged over its text. */
    private double usual(int session) {
        Crowd crowd = scenario.crowd();
        int places = Math.max(1, crowd.period());
        double sum = 0;
        for (int place = 0; place < places; place++) {
            sum += crowd.law().at(session, crowd.settled() + place).alpha();
        }
        return sum / places;
    }

    /** 1 + alpha + ... + alpha^tokens. */
    static double emitted(double alpha, int tokens) {
        double sum = 1;
        double survival = 1;
        for (int i = 0; i < tokens; i++) {
            survival *= alpha;
            sum += survival;
        }
        return sum;
    }
}
