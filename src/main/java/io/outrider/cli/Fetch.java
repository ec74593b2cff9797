package io.outrider.cli;

import io.outrider.catalog.CacheFolder;
import io.outrider.catalog.Catalog;
import io.outrider.catalog.CatalogException;
import io.outrider.catalog.ModelChoice;
import io.outrider.catalog.ModelEntry;
import io.outrider.catalog.NativeLibraries;
import io.outrider.catalog.Platform;
import io.outrider.catalog.Preset;
import io.outrider.catalog.Progress;
import io.outrider.catalog.PullPlan;
import io.outrider.catalog.PullSettings;
import io.outrider.catalog.Puller;
import io.outrider.catalog.Toolbox;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Commands about what lies on disk: fetch it, or say what is there. */
public final class Fetch {
    private static final PrintStream OUT = System.out;

    private Fetch() {}

    private static Catalog catalog() {
        return Catalog.bundled();
    }

    private static Preset preset(Map<String, String> environment) {
        return catalog()
                .preset(environment.getOrDefault("OUTRIDER_PRESET", ModelChoice.DEFAULT_PRESET));
    }

    private static NativeLibraries libraries(Map<String, String> environment) {
        return new NativeLibraries(
                catalog(), CacheFolder.of(environment), environment, Progress.toStandardError());
    }

    /**
     * Brings llama.cpp's libraries; not being able to is no failure, since an old one is built in.
     */
    @Command(name = "natives", description = "Fetch llama.cpp's libraries for this machine.")
    public static final class Natives implements Callable<Integer> {
        @Override
        public Integer call() {
            Map<String, String> environment = System.getenv();
            if (environment.containsKey(NativeLibraries.FOLDER_VARIABLE)) {
                OUT.println(
                        "Using the llama.cpp that " + NativeLibraries.FOLDER_VARIABLE + " names.");
                return 0;
            }
            Optional<Platform> platform = Platform.current();
            if (platform.isEmpty()) {
                OUT.println("No llama.cpp is packed for this kind of machine.");
                return 0;
            }
            try {
                libraries(environment)
                        .fetch(platform.get())
                        .forEach(files -> OUT.println("llama.cpp is in " + files.folder()));
            } catch (CatalogException unfetched) {
                OUT.println(unfetched.getMessage());
            }
            return 0;
        }
    }

    /** Brings the models of the preset. */
    @Command(name = "models", description = "Fetch the models of OUTRIDER_PRESET.")
    public static final class Models implements Callable<Integer> {
        @Override
        public Integer call() {
            Map<String, String> environment = System.getenv();
            Catalog catalog = catalog();
            List<ModelEntry> models = catalog.models(preset(environment));
            Puller puller =
                    new Puller(
                            CacheFolder.of(environment),
                            PullSettings.of(environment),
                            Progress.toStandardError());
            PullPlan plan = puller.plan(models);
            OUT.println(
                    plan.announcement(catalog.models(catalog.preset(Catalog.SMALL)).getFirst()));
            for (ModelEntry model : models) {
                Path file = puller.pull(model);
                OUT.println(model.id() + " is " + file);
            }
            return 0;
        }
    }

    /** Says what is here, what is missing and what that costs. */
    @Command(name = "doctor", description = "Say what is here and what is missing.")
    public static final class Doctor implements Callable<Integer> {
        @Override
        public Integer call() {
            Map<String, String> environment = System.getenv();
            OUT.println("Java " + Runtime.version());
            OUT.println("Cache " + CacheFolder.of(environment).root());
            OUT.println(new Toolbox(environment).complaint().orElse("All tools are here."));
            try {
                OUT.println(
                        libraries(environment)
                                .locate(
                                        Optional.ofNullable(
                                                        environment.get(
                                                                NativeLibraries.FOLDER_VARIABLE))
                                                .map(Path::of))
                                .describe());
            } catch (CatalogException none) {
                OUT.println(none.getMessage());
            }
            Puller puller =
                    new Puller(
                            CacheFolder.of(environment),
                            PullSettings.of(environment),
                            Progress.toStandardError());
            for (ModelEntry model : catalog().models()) {
                OUT.println(
                        model.id()
                                + ": "
                                + puller.find(model)
                                        .map(Path::toString)
                                        .orElse("not here; `make models` fetches a preset's"));
            }
            return 0;
        }
    }
}
