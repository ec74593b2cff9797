package io.outrider.acceptance;

import io.outrider.acceptance.Draft.Drafted;
import io.outrider.probability.Chance;
import io.outrider.probability.Distribution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A draft and a target whose next token depends on the last one only: one row each per token, small
 * enough to enumerate. Decoding starts after token 0.
 */
record Tables(List<Distribution> p, List<Distribution> q) {

    /** Random rows; one entry in five is 0. */
    static Tables random(Random random, int vocabulary) {
        return new Tables(rows(random, vocabulary), rows(random, vocabulary));
    }

    /** Rows that do not depend on the last token. */
    static Tables constant(Distribution p, Distribution q) {
        List<Distribution> ps = new ArrayList<>();
        List<Distribution> qs = new ArrayList<>();
        for (int token = 0; token < q.size(); token++) {
            ps.add(p);
            qs.add(q);
        }
        return new Tables(ps, qs);
    }

    private static List<Distribution> rows(Random random, int vocabulary) {
        List<Distribution> rows = new ArrayList<>();
        for (int token = 0; token < vocabulary; token++) {
            double[] weights = random.doubles(vocabulary).map(u -> u < .2 ? 0 : u * u).toArray();
            weights[random.nextInt(vocabulary)] += .1;
            rows.add(Distribution.of(weights));
        }
        return rows;
    }

    /** Draws a draft of gamma tokens. */
    Draft draft(int last, int gamma, Chance chance) {
        List<Drafted> tokens = new ArrayList<>();
        int token = last;
        for (int i = 0; i < gamma; i++) {
            Distribution row = p.get(token);
            token = chance.pick(row);
            tokens.add(new Drafted(token, row));
        }
        return new Draft(tokens);
    }

    /** The target's rows for a draft, that of the bonus included. */
    List<Distribution> target(int last, Draft draft) {
        List<Distribution> rows = new ArrayList<>();
        rows.add(q.get(last));
        draft.tokens().forEach(each -> rows.add(q.get(each.token())));
        return rows;
    }

    /** Tokens of one round. */
    List<Integer> round(AcceptanceRule rule, int last, Draft draft, Chance chance) {
        Verdict verdict = rule.judge(draft, target(last, draft), chance);
        List<Integer> tokens = new ArrayList<>();
        draft.tokens().subList(0, verdict.accepted()).forEach(each -> tokens.add(each.token()));
        verdict.closing().ifPresent(each -> tokens.add(each.token()));
        return tokens;
    }

    /** The first {@code length} tokens, all decoded in rounds of gamma drafted tokens. */
    List<Integer> decode(AcceptanceRule rule, int gamma, int length, Chance chance) {
        List<Integer> tokens = new ArrayList<>();
        while (tokens.size() < length) {
            int last = tokens.isEmpty() ? 0 : tokens.getLast();
            tokens.addAll(round(rule, last, draft(last, gamma, chance), chance));
        }
        return List.copyOf(tokens.subList(0, length));
    }

    /** The first {@code length} tokens: one round, then plain decoding. */
    List<Integer> roundThenPlain(AcceptanceRule rule, int gamma, int length, Chance chance) {
        List<Integer> tokens = round(rule, 0, draft(0, gamma, chance), chance);
        while (tokens.size() < length) {
            tokens.add(chance.pick(q.get(tokens.getLast())));
        }
        return List.copyOf(tokens.subList(0, length));
    }

    /** The target's own law of the first {@code length} tokens. */
    Map<List<Integer>, Double> law(int length) {
        Map<List<Integer>, Double> law = Map.of(List.of(), 1.0);
        for (int i = 0; i < length; i++) {
            Map<List<Integer>, Double> longer = new HashMap<>();
            law.forEach(
                    (tokens, probability) ->
                            q.get(tokens.isEmpty() ? 0 : tokens.getLast())
                                    .forEach(
                                            (id, next) -> {
                                                List<Integer> more = new ArrayList<>(tokens);
                                                more.add(id);
                                                longer.put(more, probability * next);
                                            }));
            law = longer;
        }
        return law;
    }
}
