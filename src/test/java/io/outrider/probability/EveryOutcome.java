package io.outrider.probability;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A chance that takes every branch: an experiment is replayed once per sequence of outcomes, and
 * the probabilities of equal results are added up. What comes out is the exact law of the
 * experiment, so a test can ask for equality to 1e-12 instead of a p-value.
 *
 * <p>The experiment must draw only through the chance it is given and must depend on nothing else
 * that changes; it is run once per branch. Results are compared with {@code equals}.
 */
public final class EveryOutcome {
    private static final int MOST_BRANCHES = 5_000_000;

    private EveryOutcome() {}

    /**
     * The exact law of an experiment.
     *
     * @return every result that can happen, with its probability
     * @throws IllegalStateException if there are too many branches, or probabilities do not sum to
     *     1
     */
    public static <T> Map<T, Double> laws(Function<Chance, T> experiment) {
        Map<T, Double> law = new HashMap<>();
        Path path = new Path();
        int branches = 0;
        double total = 0;
        do {
            path.start();
            T result = experiment.apply(path);
            path.finish();
            law.merge(result, path.probability, Double::sum);
            total += path.probability;
            if (++branches > MOST_BRANCHES) {
                throw new IllegalStateException("more than " + MOST_BRANCHES + " branches");
            }
        } while (path.next());
        if (Math.abs(total - 1) > 1e-11) {
            throw new IllegalStateException("the branches have probability " + total);
        }
        return law;
    }

    /** The law of an experiment that results in an id, as an array over all ids. */
    public static double[] law(int vocabulary, Function<Chance, Integer> experiment) {
        double[] law = new double[vocabulary];
        laws(experiment).forEach((id, probability) -> law[id] = probability);
        return law;
    }

    /** The expectation of an experiment that results in a number. */
    public static double expectation(Function<Chance, ? extends Number> experiment) {
        return laws(experiment).entrySet().stream()
                .mapToDouble(each -> each.getKey().doubleValue() * each.getValue())
                .sum();
    }

    /** One sequence of outcomes, and the way to the next. */
    private static final class Path implements Chance {
        private final List<Integer> taken = new ArrayList<>();
        private final List<Integer> width = new ArrayList<>();
        private int depth;
        private double probability;

        void start() {
            depth = 0;
            probability = 1;
        }

        void finish() {
            if (depth != taken.size()) {
                throw new IllegalStateException("the experiment does not repeat itself");
            }
        }

        /** Moves on to the next sequence; false when all were taken. */
        boolean next() {
            while (!taken.isEmpty() && taken.getLast() + 1 == width.getLast()) {
                taken.removeLast();
                width.removeLast();
            }
            if (taken.isEmpty()) {
                return false;
            }
            taken.add(taken.removeLast() + 1);
            return true;
        }

        private int branch(int outcomes) {
            if (depth == taken.size()) {
                taken.add(0);
                width.add(outcomes);
            }
            if (width.get(depth) != outcomes) {
                throw new IllegalStateException("the experiment does not repeat itself");
            }
            return taken.get(depth++);
        }

        @Override
        public boolean accept(double p) {
            if (Double.isNaN(p)) {
                throw new IllegalArgumentException("a probability is a number");
            }
            if (p >= 1 || p <= 0) {
                return p >= 1;
            }
            boolean accepted = branch(2) == 0;
            probability *= accepted ? p : 1 - p;
            return accepted;
        }

        @Override
        public int pick(Distribution distribution) {
            if (distribution.isCertain()) {
                return distribution.argMax();
            }
            List<Integer> ids = new ArrayList<>();
            distribution.forEach((id, p) -> ids.add(id));
            int id = ids.get(branch(ids.size()));
            probability *= distribution.probability(id);
            return id;
        }

        @Override
        public double exponential() {
            throw new UnsupportedOperationException("a continuous draw cannot be enumerated");
        }
    }
}
