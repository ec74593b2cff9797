package io.outrider.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who may know whom; the table of packages is the README's. */
final class WallsTest {
    private static final String ROOT = "io.outrider.";
    private static final JavaClasses CODE =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.outrider");

    /** Rows of packages, top to bottom; each may import only from rows below its own. */
    private static final List<List<String>> ROWS =
            List.of(
                    List.of("app"),
                    List.of("openai", "cli"),
                    List.of("llama", "catalog"),
                    List.of("engine"),
                    List.of("method"),
                    List.of("acceptance"),
                    List.of("model", "text", "generation"),
                    List.of("probability", "gguf"));

    private static ArchRule rows(List<List<String>> rows) {
        Architectures.LayeredArchitecture layers =
                Architectures.layeredArchitecture().consideringOnlyDependenciesInLayers();
        for (List<String> row : rows) {
            for (String name : row) {
                layers = layers.layer(name).definedBy(ROOT + name + "..");
            }
        }
        for (int i = 0; i < rows.size(); i++) {
            String[] above =
                    rows.subList(0, i).stream().flatMap(List::stream).toArray(String[]::new);
            for (String name : rows.get(i)) {
                layers =
                        above.length == 0
                                ? layers.whereLayer(name).mayNotBeAccessedByAnyLayer()
                                : layers.whereLayer(name).mayOnlyBeAccessedByLayers(above);
            }
        }
        return layers;
    }

    @Test
    void eachPackageImportsOnlyFromRowsBelow() {
        rows(ROWS).check(CODE);
    }

    @Test
    void theRowsWouldNoticeAnImportUpwards() {
        assertThatThrownBy(() -> rows(ROWS.reversed()).check(CODE))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.outrider.(*)..").should().beFreeOfCycles().check(CODE);
    }

    @Test
    void onlyLlamaLinksOrAllocatesNativeMemory() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "llama..")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Linker.class, SymbolLookup.class, Arena.class)
                .check(CODE);
        assertThat(CODE.get(ROOT + "llama.LlamaContext").getDirectDependenciesFromSelf())
                .anyMatch(each -> each.getTargetClass().isEquivalentTo(Arena.class));
    }

    @Test
    void theWebAndJsonStayAtTheEdges() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "openai..", ROOT + "app..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta..", "io.vertx..", "io.quarkus..", "io.micrometer..")
                .check(CODE);
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        ROOT + "openai..", ROOT + "app..", ROOT + "catalog..", ROOT + "cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml..")
                .check(CODE);
    }

    @Test
    void thePureOnesSeeOnlyTheJdk() {
        classes()
                .that()
                .resideInAnyPackage(ROOT + "probability..", ROOT + "gguf..", ROOT + "text..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "jdk..",
                        "org.jspecify..",
                        ROOT + "probability..",
                        ROOT + "gguf..",
                        ROOT + "text..")
                .check(CODE);
        classes()
                .that()
                .resideInAPackage(ROOT + "acceptance..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..", "org.jspecify..", ROOT + "acceptance..", ROOT + "probability..")
                .check(CODE);
    }

    @Test
    void nobodyDrawsNumbersOrReadsTheClockBehindTheEnginesBack() {
        noClasses()
                .should()
                .callMethod(Math.class, "random")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocalRandom.class)
                .check(CODE);
        // Downloads may time themselves; what decodes gets its clock from outside.
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "app..", ROOT + "catalog..")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CODE);
    }

    @Test
    void namesSayWhatThingsAre() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .check(CODE);
    }

    @Test
    void everyPackageSaysItsJobAndIsNullMarked() throws IOException {
        try (Stream<Path> folders = Files.walk(Path.of("src/main/java/io/outrider"))) {
            for (Path folder : folders.filter(Files::isDirectory).skip(1).toList()) {
                assertThat(folder.resolve("package-info.java"))
                        .exists()
                        .content()
                        .contains("@NullMarked")
                        .contains("/**");
            }
        }
    }
}
