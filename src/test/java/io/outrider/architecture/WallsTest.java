package io.outrider.architecture;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.outrider.engine.Engine;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Who may know whom; the rows are those of the table of packages in the README. */
final class WallsTest {
    private static final String ROOT = "io.outrider.";

    /** What was compiled for production, wherever this build put it. */
    private static final JavaClasses CODE =
            new ClassFileImporter()
                    .importUrl(Engine.class.getProtectionDomain().getCodeSource().getLocation());

    /** Rows of packages, top to bottom; each may import only from rows below its own. */
    private static final List<Set<String>> ROWS =
            List.of(
                    Set.of("app"),
                    Set.of("openai", "cli"),
                    Set.of("llama", "catalog"),
                    Set.of("engine"),
                    Set.of("pace"),
                    Set.of("method"),
                    Set.of("acceptance"),
                    Set.of("model", "text", "generation"),
                    Set.of("probability", "gguf"));

    /** Packages that see less than the rows below them. */
    private static final Map<String, Set<String>> ONLY =
            Map.of(
                    "openai", Set.of("engine", "generation"),
                    "llama", Set.of("model", "text"),
                    "catalog", Set.of("gguf"),
                    "pace", Set.of("model"),
                    "text", Set.of(),
                    "generation", Set.of());

    private static String packageOf(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(ROOT) ? name.substring(ROOT.length()).split("\\.")[0] : "";
    }

    private static Set<String> mayImport(String name, List<Set<String>> rows) {
        int row = 0;
        while (row < rows.size() && !rows.get(row).contains(name)) {
            row++;
        }
        Set<String> below = new HashSet<>();
        rows.subList(Math.min(row + 1, rows.size()), rows.size()).forEach(below::addAll);
        return ONLY.getOrDefault(name, below);
    }

    private static ArchRule importsOnlyFromBelow(List<Set<String>> rows) {
        return classes()
                .should(
                        new ArchCondition<>("import only from rows below") {
                            @Override
                            public void check(JavaClass type, ConditionEvents events) {
                                String from = packageOf(type);
                                Set<String> allowed = mayImport(from, rows);
                                type.getDirectDependenciesFromSelf().stream()
                                        .filter(each -> !packageOf(each.getTargetClass()).isEmpty())
                                        .filter(
                                                each -> {
                                                    String to = packageOf(each.getTargetClass());
                                                    return !to.equals(from)
                                                            && !allowed.contains(to);
                                                })
                                        .forEach(
                                                each ->
                                                        events.add(
                                                                SimpleConditionEvent.violated(
                                                                        type,
                                                                        each.getDescription())));
                            }
                        });
    }

    private static String[] in(String... packages) {
        return List.of(packages).stream().map(each -> ROOT + each + "..").toArray(String[]::new);
    }

    @Test
    void eachPackageImportsOnlyFromRowsBelow() {
        importsOnlyFromBelow(ROWS).check(CODE);
    }

    @Test
    void theRowsWouldNoticeAnImportUpwards() {
        assertThatThrownBy(() -> importsOnlyFromBelow(ROWS.reversed()).check(CODE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("io.outrider.engine.Engine");
    }

    @Test
    void everyPackageStandsInTheTable() {
        Set<String> table = new TreeSet<>();
        ROWS.forEach(table::addAll);
        Set<String> found = new TreeSet<>();
        CODE.forEach(type -> found.add(packageOf(type)));
        assertThat(found).isEqualTo(table);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.outrider.(*)..").should().beFreeOfCycles().check(CODE);
    }

    @Test
    void methodsNeverSeeTheEngineAndTheRulesSeeOnlyDistributionsAndTrees() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "method..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(in("engine", "llama", "text"))
                .check(CODE);
        classes()
                .that()
                .resideInAPackage(ROOT + "acceptance..")
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(
                                        "java..",
                                        "org.jspecify..",
                                        ROOT + "acceptance..",
                                        ROOT + "probability..")
                                .or(JavaClass.Predicates.type(io.outrider.model.TokenTree.class)))
                .check(CODE);
    }

    @Test
    void onlyLlamaLinksOrAllocatesNativeMemory() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "llama..")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(
                        Linker.class, SymbolLookup.class, Arena.class, FunctionDescriptor.class)
                .check(CODE);
        assertThat(CODE.get(ROOT + "llama.LlamaContext").getDirectDependenciesFromSelf())
                .anyMatch(each -> each.getTargetClass().isEquivalentTo(Arena.class));
    }

    @Test
    void onlyTheOwnersOfRowsTouchMemorySegments() {
        // The engine hands rows on from pass to session, and looks into none.
        noClasses()
                .that()
                .resideOutsideOfPackages(in("llama", "model", "probability", "engine"))
                .should()
                .dependOnClassesThat()
                .areAssignableTo(MemorySegment.class)
                .check(CODE);
    }

    @Test
    void theWebAndJsonStayAtTheEdges() {
        noClasses()
                .that()
                .resideOutsideOfPackages(in("openai", "app"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "jakarta..",
                        "io.vertx..",
                        "io.quarkus..",
                        "io.micrometer..",
                        "io.smallrye..")
                .check(CODE);
        noClasses()
                .that()
                .resideOutsideOfPackages(in("openai", "app", "catalog", "cli"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml..")
                .check(CODE);
    }

    @Test
    void theInnerPackagesSeeOnlyTheJdk() {
        classes()
                .that()
                .resideInAnyPackage(
                        in(
                                "probability",
                                "gguf",
                                "text",
                                "generation",
                                "model",
                                "acceptance",
                                "method",
                                "engine",
                                "llama"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..", "jdk.incubator.vector..", "org.jspecify..", "io.outrider..")
                .check(CODE);
        classes()
                .that()
                .resideInAnyPackage(in("probability", "gguf"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "jdk.incubator.vector..",
                        "org.jspecify..",
                        ROOT + "probability..",
                        ROOT + "gguf..")
                .check(CODE);
    }

    /** Calls and method references alike. */
    private static ArchRule nobodyUses(
            DescribedPredicate<? super JavaClass> owner, String method, String... except) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(in(except))
                .should()
                .accessTargetWhere(target(owner(owner)).and(target(nameMatching(method))));
    }

    @Test
    void nobodyDrawsNumbersOrReadsTheClockBehindTheEnginesBack() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(ThreadLocalRandom.class.getName())
                .check(CODE);
        // The seeds of requests that bring none come from app.
        noClasses()
                .that()
                .resideOutsideOfPackages(in("app"))
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.util\\.(Random|Splittable.*|random\\..*)")
                .check(CODE);
        nobodyUses(JavaClass.Predicates.type(Math.class), "random").check(CODE);
        nobodyUses(JavaClass.Predicates.type(System.class), "nanoTime|currentTimeMillis", "app")
                .check(CODE);
        // The edges may say when something was made; what decodes gets its clock from outside.
        nobodyUses(
                        resideInAnyPackage("java.time"),
                        "now|system|systemUTC|tick.*",
                        "app",
                        "openai",
                        "cli",
                        "catalog",
                        "text")
                .check(CODE);
    }

    @Test
    void namesSayWhatThingsAre() {
        noClasses().should().haveNameMatching(".*(Manager|Utils?|Helpers?|Impl)").check(CODE);
    }

    @Test
    void everyPackageSaysItsJobAndIsNullMarked() {
        Set<String> bare = new TreeSet<>();
        Set<JavaPackage> packages = new HashSet<>();
        CODE.forEach(type -> packages.add(type.getPackage()));
        for (JavaPackage each : packages) {
            if (!each.isAnnotatedWith(NullMarked.class)) {
                bare.add(each.getName());
            }
        }
        assertThat(bare).isEmpty();
    }
}
