package io.outrider.openai;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StrictJsonTest {

    @Test
    void everyKindOfValueIsReadAsItWasWritten() {
        assertThat(read("{\"a\":[1,-2.50,\"é😀\",true,null,{}]}"))
                .isEqualTo(
                        new Json.Members(
                                Map.of(
                                        "a",
                                        new Json.Items(
                                                List.of(
                                                        new Json.Numeral("1"),
                                                        new Json.Numeral("-2.50"),
                                                        new Json.Text("é😀"),
                                                        new Json.Flag(true),
                                                        Json.Nothing.NULL,
                                                        Json.Members.NONE)))));
    }

    @Test
    void anEscapedSurrogatePairIsOneCharacter() {
        assertThat(read("{\"a\":\"\\ud83d\\ude00\"}").byName())
                .containsEntry("a", new Json.Text("😀"));
    }

    @Test
    void whatIsNoObjectIsRefused() {
        for (String body :
                List.of(
                        "",
                        "  ",
                        "[]",
                        "1",
                        "\"a\"",
                        "null",
                        "{",
                        "{\"a\":",
                        "{a:1}",
                        "{\"a\":01}",
                        "{\"a\":1,}",
                        "{} {}",
                        "{}x",
                        "// hi\n{}",
                        "{'a':1}",
                        "{\"a\":+1}")) {
            assertThat(refusal(body.getBytes(UTF_8))).as(body).isEqualTo("invalid_json");
        }
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        assertThat(refusal("{\"a\":\"é\"}".getBytes(ISO_8859_1))).isEqualTo("invalid_encoding");
        assertThat(refusal("{}".getBytes(UTF_16))).isEqualTo("invalid_encoding");
        assertThat(refusal(new byte[] {'{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'}))
                .isEqualTo("invalid_encoding");
    }

    @Test
    void halfASurrogatePairIsRefusedInTextsAndNames() {
        assertThat(refusal("{\"a\":\"\\ud83d\"}".getBytes(UTF_8))).isEqualTo("invalid_encoding");
        assertThat(refusal("{\"a\":\"\\ude00x\"}".getBytes(UTF_8))).isEqualTo("invalid_encoding");
        assertThat(refusal("{\"\\ud83d\":1}".getBytes(UTF_8))).isEqualTo("invalid_encoding");
    }

    @Test
    void aRepeatedKeyIsRefusedWithItsPath() {
        var error = error("{\"a\":[{\"b\":1,\"b\":2}]}".getBytes(UTF_8));
        assertThat(error.refusal().code()).isEqualTo("duplicate_key");
        assertThat(error.refusal().field()).isEqualTo(Optional.of("a[0].b"));
    }

    @Test
    void sixtyFourLevelsAreReadAndOneMoreIsNot() {
        assertThat(read("{\"a\":" + "[".repeat(63) + "]".repeat(63) + "}").byName()).hasSize(1);
        assertThat(refusal(("{\"a\":" + "[".repeat(64)).getBytes(UTF_8)))
                .isEqualTo("json_too_deep");
        assertThat(refusal(("{\"a\":" + "[".repeat(1_000_000)).getBytes(UTF_8)))
                .isEqualTo("json_too_deep");
    }

    @Test
    void notANumberIsRefusedWithItsName() {
        var error = error("{\"temperature\": NaN}".getBytes(UTF_8));
        assertThat(error.refusal().code()).isEqualTo("invalid_value");
        assertThat(error.refusal().field()).isEqualTo(Optional.of("temperature"));
    }

    @Test
    void aMillionDigitsAreReadWithoutComputingThem() {
        String digits = "1" + "0".repeat(1_000_000);
        Json.Numeral number = new Json.Numeral(digits);
        assertThat(read("{\"a\":" + digits + "}").byName()).containsEntry("a", number);
        assertThat(number.asLong()).isEmpty();
        assertThat(number.asDouble()).isEmpty();
    }

    @Test
    void aTreeOfVeryManyValuesIsRefused() {
        assertThat(refusal(("{\"a\":[" + "1,".repeat(500_001) + "1]}").getBytes(UTF_8)))
                .isEqualTo("json_too_complex");
    }

    @Test
    void manyObjectsAreRefusedSoonerForTheyTakeMoreMemory() {
        assertThat(refusal(("{\"a\":[" + "{},".repeat(20_001) + "1]}").getBytes(UTF_8)))
                .isEqualTo("json_too_complex");
        assertThat(refusal(("{\"a\":[" + "[],".repeat(20_001) + "1]}").getBytes(UTF_8)))
                .isEqualTo("json_too_complex");
    }

    private static Json.Members read(String body) {
        return StrictJson.read(body.getBytes(UTF_8));
    }

    private static String refusal(byte[] body) {
        return error(body).refusal().code();
    }

    private static Unacceptable error(byte[] body) {
        return catchThrowableOfType(Unacceptable.class, () -> StrictJson.read(body));
    }
}
