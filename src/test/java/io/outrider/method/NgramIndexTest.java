package io.outrider.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.acceptance.DraftRecord;
import io.outrider.generation.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class NgramIndexTest {
    private static final int END = 9;

    private static Context context(List<Integer> tokens) {
        return new Context() {
            @Override
            public int length() {
                return tokens.size();
            }

            @Override
            public int token(int index) {
                return tokens.get(index);
            }

            @Override
            public int remaining() {
                return 100;
            }

            @Override
            public Sampling sampling() {
                return Sampling.plain();
            }

            @Override
            public DraftRecord draftRecord() {
                return new DraftRecord(new DraftRecord.Shared());
            }

            @Override
            public boolean ends(int token) {
                return token == END;
            }
        };
    }

    /** The same by looking at every position. */
    private static List<Integer> scan(List<Integer> tokens, int most) {
        for (int n = 3; n >= 2; n--) {
            for (int end = tokens.size() - 2; end >= n - 1 && tokens.size() >= n; end--) {
                List<Integer> pattern = tokens.subList(tokens.size() - n, tokens.size());
                if (tokens.subList(end - n + 1, end + 1).equals(pattern)) {
                    List<Integer> found = new ArrayList<>();
                    for (int i = end + 1; i < tokens.size() && found.size() < most; i++) {
                        if (tokens.get(i) == END) {
                            break;
                        }
                        found.add(tokens.get(i));
                    }
                    if (!found.isEmpty()) {
                        return found;
                    }
                    break;
                }
            }
        }
        return List.of();
    }

    @Test
    void findsWhatANaiveScanFinds() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<Integer> tokens = new ArrayList<>();
            NgramIndex index = new NgramIndex();
            for (int step = 0; step < 60; step++) {
                for (int more = 1 + random.nextInt(3); more > 0; more--) {
                    tokens.add(random.nextInt(seed % 2 == 0 ? 3 : 10));
                }
                assertThat(index.lookUp(context(tokens), 4).following()).isEqualTo(scan(tokens, 4));
            }
        }
    }

    @Test
    void aMatchMayOverlapThePattern() {
        assertThat(new NgramIndex().lookUp(context(List.of(5, 5, 5)), 4).following())
                .containsExactly(5);
    }

    @Test
    void nothingMatchesInATextWithoutRepetition() {
        assertThat(new NgramIndex().lookUp(context(List.of(1, 2, 3, 4)), 4).following()).isEmpty();
        assertThat(new NgramIndex().lookUp(context(List.of(1)), 4).following()).isEmpty();
    }
}
