package io.outrider.cli.simulate;

import java.util.ArrayList;
import java.util.List;

/** The scenarios that are simulated. */
final class Field {
    private static final int ROUNDS = 1500;
    private static final int ROUNDS_OF_CHANGE = 3000;
    private static final int ROUNDS_OF_MANY = 1000;
    private static final int[] FEW = {1, 2, 8};
    static final int MOST_SESSIONS = 256;
    private static final int[] MANY = {64, MOST_SESSIONS};

    private Field() {}

    private static final List<Crowd> STEADY =
            List.of(
                    Crowd.alike(0.2),
                    Crowd.alike(0.5),
                    Crowd.alike(0.7),
                    Crowd.alike(0.8),
                    Crowd.alike(0.9),
                    Crowd.alike(0.96));

    private static final List<Crowd> MIXED =
            List.of(
                    Crowd.mixed(0.9, 0.3),
                    Crowd.mixed(0.95, 0.8, 0.6, 0.2),
                    Crowd.besidePlain(0.9));

    private static final List<Crowd> CHANGING =
            List.of(
                    Crowd.jumping(0.9, 0.3, 300),
                    Crowd.lateBloomer(0.2, 0.9, 500),
                    Crowd.swinging(0.65, 0.25, 500),
                    Crowd.repeating(0.6, 0.93),
                    Crowd.repeating(0.6, 0.93).withoutModel(),
                    Crowd.misled(0.8, 0.2));

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        for (TrueCosts costs : TrueCosts.ALL) {
            for (Confidence confidence : Confidence.values()) {
                for (int sessions : FEW) {
                    add(all, costs, confidence, sessions, STEADY);
                    add(all, costs, confidence, sessions, CHANGING);
                    if (sessions > 1) {
                        add(all, costs, confidence, sessions, MIXED);
                    }
                }
                for (int sessions : MANY) {
                    add(all, costs, confidence, sessions, List.of(STEADY.get(1), STEADY.get(4)));
                    add(all, costs, confidence, sessions, MIXED);
                }
            }
        }
        return all;
    }

    private static void add(
            List<Scenario> all,
            TrueCosts costs,
            Confidence confidence,
            int sessions,
            List<Crowd> crowds) {
        for (Crowd crowd : crowds) {
            int steady = sessions < MANY[0] ? ROUNDS : ROUNDS_OF_MANY;
            int rounds = crowd.isSteady() ? steady : ROUNDS_OF_CHANGE;
            all.add(new Scenario(costs, crowd, confidence, sessions, rounds));
        }
    }
}
