package io.outrider.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The other ABI profile: the same tests on the library inside the Maven dependency, in a process of
 * its own, since both builds define the same functions and an assertion in this one would end the
 * process.
 */
final class OldLibraryTest {

    @Test
    void everythingHoldsOnTheOldLibraryToo() throws Exception {
        ChildJvm child =
                ChildSuite.run(
                        List.of("-D" + Natives.OLD + "=true"),
                        LlamaModelTest.class,
                        LlamaContextTest.class,
                        SharedCellsTest.class,
                        BranchesTest.class,
                        BadNumbersTest.class,
                        LifecycleTest.class);
        assumeThat(child.output())
                .as("the old library needs libgomp.so.1, which slim images lack")
                .doesNotContain("libgomp.so.1: cannot open");
        assertThat(child.exitCode()).as(child.output()).isZero();
        assertThat(child.output()).contains("tests succeeded");
    }
}
