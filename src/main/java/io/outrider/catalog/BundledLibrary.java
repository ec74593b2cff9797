package io.outrider.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The library inside the {@code de.kherud:llama} jar; its Java code is never used. */
final class BundledLibrary {

    private static final String PROPERTIES = "META-INF/maven/de.kherud/llama/pom.properties";

    private BundledLibrary() {}

    /** Puts the library into the cache, unless this very one is already there. */
    static Optional<NativeChoice.Bundled> unpack(Platform platform, Path natives) {
        Optional<String> resource = platform.bundledLibrary();
        if (resource.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream stream = open(resource.get())) {
            if (stream == null) {
                return Optional.empty();
            }
            byte[] library = stream.readAllBytes();
            String version = version();
            Path folder =
                    Folders.make(
                            natives.resolve("bundled-%s-%s".formatted(platform.id(), version)));
            Path file = folder.resolve(Path.of(resource.get()).getFileName());
            if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), library)) {
                Path fresh = folder.resolve("unpacking-" + ProcessHandle.current().pid());
                Files.write(fresh, library);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return Optional.of(new NativeChoice.Bundled(file, version));
        } catch (IOException e) {
            throw new CatalogException(
                    "The library of de.kherud:llama cannot be unpacked into %s: %s"
                            .formatted(natives, e),
                    e);
        }
    }

    private static String version() throws IOException {
        Properties properties = new Properties();
        try (InputStream stream = open(PROPERTIES)) {
            if (stream != null) {
                properties.load(stream);
            }
        }
        return properties.getProperty("version", "unknown");
    }

    private static @Nullable InputStream open(String resource) {
        return BundledLibrary.class.getClassLoader().getResourceAsStream(resource);
    }
}
