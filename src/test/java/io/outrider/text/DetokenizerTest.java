package io.outrider.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetokenizerTest {

    private static String all(byte[] bytes) {
        Detokenizer detokenizer = new Detokenizer();
        return detokenizer.push(bytes) + detokenizer.flush();
    }

    @Test
    void halfACharacterWaitsForItsRest() {
        byte[] bytes = "é漢😀".getBytes(StandardCharsets.UTF_8);
        Detokenizer detokenizer = new Detokenizer();
        StringBuilder emitted = new StringBuilder();
        for (byte b : bytes) {
            String text = detokenizer.push(new byte[] {b});
            assertThat(text).isIn("", "é", "漢", "😀");
            emitted.append(text);
        }
        assertThat(emitted.append(detokenizer.flush())).hasToString("é漢😀");
    }

    /** Expected counts are those of Python's bytes.decode('utf-8', 'replace'). */
    @ParameterizedTest
    @CsvSource({
        "80, 1",
        "c3, 1",
        "c341, 1A",
        "e282, 1",
        "e28241, 1A",
        "c080, 2",
        "e08080, 3",
        "eda080, 3",
        "f09f98, 1",
        "f09f9841, 1A",
        "f0808080, 4",
        "f4908080, 4",
        "f5, 1",
        "ff41fe, 1A1",
        "e282e282ac, 1€",
        "41c3a942, AéB",
    })
    void whatIsNoUtf8IsReplacedByMaximalParts(String hex, String expected) {
        StringBuilder wanted = new StringBuilder();
        for (int i = 0; i < expected.length(); i++) {
            char c = expected.charAt(i);
            wanted.append(Character.isDigit(c) ? "\ufffd".repeat(c - '0') : String.valueOf(c));
        }
        assertThat(all(HexFormat.of().parseHex(hex))).isEqualTo(wanted.toString());
    }

    @Test
    void theTextDoesNotDependOnTheCutsAndHoldsNoLoneSurrogate() {
        Random random = new Random(5);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(12)];
            int[] likely = {0x41, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xed, 0xa0, 0xf0, 0x9f, 0x98, 0xf4};
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) likely[random.nextInt(likely.length)];
            }
            Detokenizer detokenizer = new Detokenizer();
            StringBuilder text = new StringBuilder();
            for (int from = 0; from < bytes.length; ) {
                int to = Math.min(bytes.length, from + 1 + random.nextInt(4));
                String part = detokenizer.push(Arrays.copyOfRange(bytes, from, to));
                assertThat(part.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff)).isTrue();
                text.append(part);
                from = to;
            }
            text.append(detokenizer.flush());
            assertThat(text.toString()).isEqualTo(all(bytes));
        }
    }

    @Test
    void afterAFlushItStartsAfresh() {
        Detokenizer detokenizer = new Detokenizer();
        assertThat(detokenizer.push(new byte[] {(byte) 0xe2})).isEmpty();
        assertThat(detokenizer.flush()).isEqualTo("\ufffd");
        assertThat(detokenizer.flush()).isEmpty();
        assertThat(detokenizer.push("é".getBytes(StandardCharsets.UTF_8))).isEqualTo("é");
    }
}
