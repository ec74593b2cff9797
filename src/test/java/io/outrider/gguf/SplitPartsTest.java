package io.outrider.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SplitPartsTest {
    private static final int PARTS = 3;

    @TempDir private Path dir;
    private Path first;

    @BeforeEach
    void writeThreeParts() {
        first = write(0, part(SmallModel.valid(), 0, 4));
        write(1, part(new GgufWriter(), 1, 4).tensor("one", List.of(1L), new float[1]));
        write(2, part(new GgufWriter(), 2, 4).tensor("two", List.of(1L), new float[1]));
    }

    @Test
    void theFirstOfPartsThatAreAllTherePasses() {
        assertThat(Preflight.check(first).tensors()).hasSize(2);
    }

    @Test
    void aFirstPartThatHoldsOnlyMetadataPasses() {
        write(0, part(SmallModel.metadata(), 0, 2));
        write(1, part(new GgufWriter(), 1, 2).tensor("one", List.of(1L), new float[1]));
        write(2, part(new GgufWriter(), 2, 2).tensor("two", List.of(1L), new float[1]));

        assertThat(Preflight.check(first).tensors()).isEmpty();
    }

    @Test
    void aMissingPartIsNamed() throws IOException {
        Files.delete(path(1));
        assertRefused(first, "of these 'm-00002-of-00003.gguf' is missing; download them");

        Files.delete(path(2));
        assertRefused(first, "'m-00002-of-00003.gguf', 'm-00003-of-00003.gguf' are missing");
    }

    @Test
    void anotherPartThanTheFirstPointsToTheFirst() {
        assertRefused(
                path(1), "is part 2 of 3; give the first part, 'm-00001-of-00003.gguf', instead");
    }

    @Test
    void aRenamedPartIsToldItsName() throws IOException {
        Path renamed = Files.move(first, dir.resolve("model.gguf"));

        assertRefused(renamed, "its name has to end in -00001-of-00003.gguf");
    }

    @Test
    void aPartOfAnotherModelIsRefused() {
        write(1, part(new GgufWriter(), 1, 99).tensor("one", List.of(1L), new float[1]));
        assertRefused(first, "does not belong to 'm-00001-of-00003.gguf'");

        write(1, part(new GgufWriter(), 2, 4).tensor("one", List.of(1L), new float[1]));
        assertRefused(first, "does not belong to 'm-00001-of-00003.gguf'");
    }

    @Test
    void aTruncatedPartIsRefusedUnderItsOwnName() throws IOException {
        byte[] bytes = Files.readAllBytes(path(2));
        Files.write(path(2), Arrays.copyOf(bytes, bytes.length - 32));

        assertRefused(first, "m-00003-of-00003.gguf: truncated");
    }

    @Test
    void aTensorInTwoPartsIsRefused() {
        write(2, part(new GgufWriter(), 2, 4).tensor("one", List.of(1L), new float[1]));

        assertRefused(first, "tensor 'one' is also in an earlier part");
    }

    @Test
    void partsThatHoldFewerTensorsThanPromisedAreRefused() {
        write(2, part(new GgufWriter(), 2, 4));

        assertRefused(first, "the parts hold 3 tensors, not the 4 promised");
    }

    @Test
    void anImpossibleNumberOfPartsIsRefused() {
        write(0, part(SmallModel.valid(), 0, 4).put("split.count", uint16(60_000)));
        assertRefused(first, "says it has 60000 parts");

        write(0, part(SmallModel.valid(), 0, 4).put("split.no", uint16(3)));
        assertRefused(first, "split.no is 3 in a model of 3 parts");
    }

    private static GgufWriter part(GgufWriter writer, int number, int tensors) {
        return writer.put("split.no", uint16(number))
                .put("split.count", uint16(PARTS))
                .put("split.tensors.count", GgufValue.whole(ValueType.INT32, tensors));
    }

    private static GgufValue uint16(int value) {
        return GgufValue.whole(ValueType.UINT16, value);
    }

    private Path write(int number, GgufWriter writer) {
        return SmallModel.write(dir, path(number).getFileName().toString(), writer);
    }

    private Path path(int number) {
        return dir.resolve("m-0000" + (number + 1) + "-of-00003.gguf");
    }

    private static void assertRefused(Path path, String message) {
        assertThatThrownBy(() -> Preflight.check(path))
                .isInstanceOf(GgufException.class)
                .hasMessageContaining(message);
    }
}
