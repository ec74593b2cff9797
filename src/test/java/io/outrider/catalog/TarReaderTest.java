package io.outrider.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarReaderTest {

    @Test
    void filesComeOutInOrderAndWhole() throws IOException {
        byte[] tar =
                new Tarball()
                        .file("package/a", "one")
                        .file("package/empty", "")
                        .file("package/b", "x".repeat(1_025))
                        .file("package/c", "y".repeat(512))
                        .bytes();
        Map<String, String> files = read(tar);
        assertThat(files.keySet())
                .containsExactly("package/a", "package/empty", "package/b", "package/c");
        assertThat(files).containsEntry("package/a", "one").containsEntry("package/empty", "");
        assertThat(files.get("package/b")).isEqualTo("x".repeat(1_025));
    }

    @Test
    void linksFoldersAndExtendedHeadersArePassedOver() throws IOException {
        byte[] tar =
                new Tarball()
                        .entry("package/", '5', new byte[0])
                        .entry("package/link", '2', new byte[0])
                        .entry("pax", 'x', new byte[700])
                        .file("package/a", "one")
                        .bytes();
        assertThat(read(tar)).containsExactly(Map.entry("package/a", "one"));
    }

    @Test
    void aFileThatWasNotReadIsSkipped() throws IOException {
        TarReader reader =
                reader(new Tarball().file("a", "x".repeat(999)).file("b", "two").bytes());
        assertThat(reader.next()).isPresent();
        assertThat(reader.next().map(TarReader.File::name)).contains("b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a", "package/../../a", "/etc/a", "C:/a", "package\\..\\a"})
    void aNameThatLeavesTheArchiveIsRefused(String name) {
        TarReader reader = reader(new Tarball().file(name, "x").bytes());
        assertThatThrownBy(reader::next)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("outside its own folder");
    }

    @Test
    void aCutArchiveIsNoticed() throws IOException {
        byte[] tar = Arrays.copyOf(new Tarball().file("a", "x".repeat(999)).bytes(), 700);
        TarReader.File file = reader(tar).next().orElseThrow();
        assertThatThrownBy(() -> file.content().readAllBytes())
                .hasMessageContaining("ends in the middle");
    }

    @Test
    void somethingElseIsNotTakenForAnArchive() {
        assertThatThrownBy(
                        () -> reader("<html>".repeat(200).getBytes(StandardCharsets.UTF_8)).next())
                .hasMessageContaining("not a tar archive");
    }

    @Test
    void aNegativeOrWildSizeIsRefused() {
        byte[] tar = new Tarball().file("a", "x").bytes();
        tar[124] = '-';
        assertThatThrownBy(() -> reader(tar).next()).isInstanceOf(IOException.class);
    }

    private static TarReader reader(byte[] tar) {
        return new TarReader(new ByteArrayInputStream(tar));
    }

    private static Map<String, String> read(byte[] tar) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        TarReader reader = reader(tar);
        for (Optional<TarReader.File> file = reader.next();
                file.isPresent();
                file = reader.next()) {
            files.put(
                    file.get().name(),
                    new String(file.get().content().readAllBytes(), StandardCharsets.UTF_8));
        }
        return files;
    }
}
