package io.outrider.catalog;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Where everything that is downloaded lies. Deleting it costs a download, nothing else.
 *
 * @param root absolute
 */
public record CacheFolder(Path root) {

    /** The setting that moves the folder. */
    public static final String VARIABLE = "OUTRIDER_CACHE";

    public CacheFolder {
        root = root.toAbsolutePath().normalize();
    }

    /** The folder that the environment names, else the usual one of this system. */
    public static CacheFolder of(Map<String, String> environment) {
        return of(
                environment,
                Path.of(System.getProperty("user.home")),
                System.getProperty("os.name"));
    }

    static CacheFolder of(Map<String, String> environment, Path home, String osName) {
        String named = environment.getOrDefault(VARIABLE, "");
        if (!named.isBlank()) {
            return new CacheFolder(Path.of(named));
        }
        if (osName.toLowerCase(Locale.ROOT).startsWith("mac")) {
            return new CacheFolder(home.resolve("Library/Caches/outrider"));
        }
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path base = xdg.isBlank() ? home.resolve(".cache") : Path.of(xdg);
        return new CacheFolder(base.resolve("outrider"));
    }

    /** Folder of the GGUF files. */
    public Path models() {
        return root.resolve("models");
    }

    /** Folder with one folder per native build. */
    public Path natives() {
        return root.resolve("natives");
    }

    /** Folder with NVIDIA's run-time libraries, where the machine itself has none. */
    public Path cuda() {
        return root.resolve("cuda");
    }

    /** Folder with what was measured on this machine. */
    public Path tuning() {
        return root.resolve("tuning");
    }
}
