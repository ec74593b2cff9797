package io.outrider.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.outrider.catalog.Catalog;
import io.outrider.engine.Engine;
import io.outrider.engine.EngineDoor;
import io.outrider.engine.EngineObserver;
import io.outrider.engine.PaceReport;
import io.outrider.openai.HttpSettings;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import sun.misc.Signal;

/** Puts the parts together when the server starts, and takes them apart when it stops. */
@ApplicationScoped
public class Wiring {
    private static final System.Logger LOG = System.getLogger(Wiring.class.getName());

    private final Engine engine;

    Wiring(
            OutriderConfig config,
            MeterRegistry registry,
            @ConfigProperty(name = "quarkus.http.host") String host) {
        SettingNames names =
                new SettingNames(
                        List.of(
                                new SettingNames.Prefixed("OUTRIDER_", OutriderConfig.class),
                                new SettingNames.Prefixed("OUTRIDER_HTTP_", HttpSettings.class)));
        Plan plan = Plan.of(config, names, System.getenv(), Catalog.bundled(), host);
        SecureRandom random = new SecureRandom();
        Later<EngineObserver.Holdings> holdings = new Later<>(EngineObserver.Holdings.NONE);
        Later<Optional<PaceReport>> pace = new Later<>(Optional.empty());
        this.engine =
                new Engine(
                        new PairLoader(plan, System::nanoTime),
                        plan.engine(),
                        new EngineMetrics(registry, plan.targetName(), holdings, pace),
                        System::nanoTime,
                        random::nextLong);
        holdings.become(engine::holdings);
        pace.become(engine::pace);
    }

    /** A value whose source exists only later. */
    private static final class Later<T> implements Supplier<T> {
        private volatile Supplier<T> source;

        Later(T first) {
            source = () -> first;
        }

        void become(Supplier<T> next) {
            source = next;
        }

        @Override
        public T get() {
            return source.get();
        }
    }

    @Produces
    EngineDoor door() {
        return engine;
    }

    void start(@Observes StartupEvent started) {
        drainOn("TERM");
        drainOn("INT");
        engine.start(
                why -> {
                    LOG.log(System.Logger.Level.ERROR, "Outrider cannot serve: {0}", why);
                    Quarkus.asyncExit(1);
                });
    }

    /** The engine drains before Quarkus closes connections, or clients never hear why. */
    private void drainOn(String signal) {
        Signal.handle(
                new Signal(signal),
                received ->
                        Thread.ofPlatform()
                                .name("drain")
                                .start(
                                        () -> {
                                            LOG.log(System.Logger.Level.INFO, "draining");
                                            engine.close();
                                            Quarkus.asyncExit(0);
                                        }));
    }

    void stop(@Observes ShutdownEvent stopping) {
        engine.close();
    }
}
