package io.outrider.probability;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The sampler chain as its documentation reads, one full pass per step. */
final class NaiveWarp {
    private NaiveWarp() {}

    static double[] law(WarpSettings settings, float[] row, Prefix prefix) {
        float[] logits = processed(settings, row, prefix);
        List<Integer> kept = new ArrayList<>();
        for (int id = 0; id < logits.length; id++) {
            kept.add(id);
        }
        kept.sort(
                Comparator.<Integer>comparingDouble(id -> 0.0 - logits[id])
                        .thenComparing(Comparator.naturalOrder()));
        kept.removeIf(id -> logits[id] == Float.NEGATIVE_INFINITY);
        if (settings.topK() > 0 && settings.topK() < kept.size()) {
            kept = kept.subList(0, settings.topK());
        }
        if (settings.topP() < 1) {
            double[] shares = softmax(logits, kept, 1);
            double reached = 0;
            int count = 0;
            while (count < kept.size() && reached < settings.topP()) {
                reached += shares[kept.get(count++)];
            }
            kept = kept.subList(0, count);
        }
        double least = logits[kept.getFirst()] + Math.log(settings.minP());
        List<Integer> left = kept.stream().filter(id -> logits[id] >= least).toList();
        return softmax(logits, left, settings.temperature());
    }

    static float[] processed(WarpSettings settings, float[] row, Prefix prefix) {
        float[] logits = row.clone();
        for (int id = 0; id < row.length; id++) {
            double logit = row[id] + settings.bias().on(id);
            if (prefix.recent().count(id) > 0) {
                logit *= logit > 0 ? 1 / settings.repeatPenalty() : settings.repeatPenalty();
            }
            int count = prefix.generated().count(id);
            logit -= count * settings.frequencyPenalty();
            logit -= count > 0 ? settings.presencePenalty() : 0;
            logits[id] = (float) logit;
        }
        return logits;
    }

    private static double[] softmax(float[] logits, List<Integer> ids, double temperature) {
        double[] law = new double[logits.length];
        double top = logits[ids.getFirst()];
        for (int id : ids) {
            law[id] = Math.exp((logits[id] - top) / temperature);
        }
        double sum = Arrays.stream(law).sum();
        Arrays.setAll(law, id -> law[id] / sum);
        return law;
    }
}
