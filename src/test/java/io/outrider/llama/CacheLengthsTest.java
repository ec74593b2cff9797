package io.outrider.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrider.model.ForwardPass.Row;
import io.outrider.model.ForwardPass.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The books of the cache against lists of objects, one object a cell. */
final class CacheLengthsTest {
    private static final int SEQUENCES = 5;
    private static final int CELLS = 120;

    private final CacheLengths books = new CacheLengths(new Shape(10, CELLS, 64, SEQUENCES));
    private final List<List<Object>> plain = new ArrayList<>();

    CacheLengthsTest() {
        for (int i = 0; i < SEQUENCES; i++) {
            plain.add(new ArrayList<>());
        }
    }

    private void evaluate(int sequence, int count) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(Rows.unwanted(1, plain.get(sequence).size() + i, sequence));
        }
        books.check(rows);
        books.advance(rows);
        rows.forEach(row -> plain.get(sequence).add(new Object()));
    }

    private void share(int from, int to, int length) {
        books.checkShare(from, to, length);
        books.share(from, to, length);
        plain.get(to).addAll(plain.get(from).subList(plain.get(to).size(), length));
    }

    private void cut(int sequence, int length) {
        books.cut(sequence, length);
        List<Object> cells = plain.get(sequence);
        cells.subList(Math.min(length, cells.size()), cells.size()).clear();
    }

    private Set<Object> cells(List<Integer> sequences) {
        Set<Object> cells = Collections.newSetFromMap(new IdentityHashMap<>());
        sequences.forEach(sequence -> cells.addAll(plain.get(sequence)));
        return cells;
    }

    private int onlyIn(List<Integer> sequences) {
        List<Integer> others = new ArrayList<>(List.of(0, 1, 2, 3, 4));
        others.removeAll(sequences);
        Set<Object> only = cells(sequences);
        only.removeAll(cells(others));
        return only.size();
    }

    @Test
    void sharedCellsCountOnceWhateverIsSharedAndCut() {
        Random random = new Random(3);
        int shares = 0;
        for (int step = 0; step < 20_000; step++) {
            int sequence = random.nextInt(SEQUENCES);
            int other = random.nextInt(SEQUENCES);
            int length = plain.get(sequence).size();
            int shorter = plain.get(other).size();
            switch (random.nextInt(3)) {
                case 0 -> {
                    int count = random.nextInt(Math.min(20, CELLS - books.used()) + 1);
                    if (count > 0) {
                        evaluate(sequence, count);
                    }
                }
                case 1 -> cut(sequence, random.nextInt(length + 1));
                default -> {
                    if (sequence != other && shorter < length) {
                        share(sequence, other, shorter + random.nextInt(length - shorter + 1));
                        shares++;
                    }
                }
            }
            assertThat(books.of(sequence)).isEqualTo(plain.get(sequence).size());
            assertThat(books.used()).isEqualTo(cells(List.of(0, 1, 2, 3, 4)).size());
            assertThat(books.onlyIn(List.of(1, 3))).isEqualTo(onlyIn(List.of(1, 3)));
            assertThat(books.onlyIn(List.of(sequence))).isEqualTo(onlyIn(List.of(sequence)));
        }
        assertThat(shares).isGreaterThan(1000);
        for (int sequence = 0; sequence < SEQUENCES; sequence++) {
            cut(sequence, 0);
        }
        assertThat(books.used()).isZero();
        assertThat(books.onlyIn(List.of(0, 1, 2, 3, 4))).isZero();
    }

    @Test
    void whatSharesCellsLeavesRoomForOthers() {
        evaluate(0, 50);
        evaluate(0, 50);
        share(0, 1, 100);
        share(0, 2, 100);
        evaluate(1, 20);
        assertThat(books.used()).isEqualTo(CELLS);
        assertThatThrownBy(() -> evaluate(2, 1)).isExactlyInstanceOf(LlamaException.class);
        cut(0, 0);
        assertThatThrownBy(() -> evaluate(2, 1)).isExactlyInstanceOf(LlamaException.class);
        cut(1, 119);
        evaluate(2, 1);
    }
}
