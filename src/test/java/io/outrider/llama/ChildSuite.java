package io.outrider.llama;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs test classes in a JVM of their own and ends it with 1 when one failed. */
final class ChildSuite {
    private ChildSuite() {}

    static ChildJvm run(List<String> options, Class<?>... tests) throws Exception {
        return ChildJvm.run(
                ChildSuite.class,
                options,
                Stream.of(tests).map(Class::getName).toArray(String[]::new));
    }

    public static void main(String[] tests) {
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(Stream.of(tests).map(DiscoverySelectors::selectClass).toList())
                        .configurationParameter(
                                "junit.jupiter.testclass.order.default",
                                ClassOrderer.ClassName.class.getName())
                        .build();
        // Quarkus' listeners and class order have no business here and start slowly.
        LauncherConfig config =
                LauncherConfig.builder()
                        .enableLauncherSessionListenerAutoRegistration(false)
                        .enableLauncherDiscoveryListenerAutoRegistration(false)
                        .enableTestExecutionListenerAutoRegistration(false)
                        .build();
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        LauncherFactory.create(config).execute(request, summary);
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        summary.getSummary().printFailuresTo(out, 12);
        out.println(summary.getSummary().getTestsSucceededCount() + " tests succeeded");
        boolean good =
                summary.getSummary().getTestsSucceededCount() > 0
                        && summary.getSummary().getTotalFailureCount() == 0;
        System.exit(good ? 0 : 1);
    }
}
