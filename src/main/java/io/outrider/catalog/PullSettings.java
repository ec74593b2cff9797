package io.outrider.catalog;

import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How files may be fetched.
 *
 * @param folders searched for a model's file before anything is downloaded; used in place
 * @param endpoint of Hugging Face or of a mirror of it
 * @param token sent to the endpoint's own host and to nobody else
 * @param packages whether third-party Python packages may carry model bytes
 * @param connectTimeout after which a host counts as out of reach
 * @param stallTimeout without a byte, after which a connection counts as cut
 * @param retryPause before a cut download is resumed
 * @param environment for proxies and certificate bundles
 */
public record PullSettings(
        List<Path> folders,
        URI endpoint,
        Optional<String> token,
        Packages packages,
        Duration connectTimeout,
        Duration stallTimeout,
        Duration retryPause,
        Map<String, String> environment) {

    /** Whether model bytes may come out of Python packages. */
    public enum Packages {
        ALLOWED,
        FORBIDDEN
    }

    /** Folders with GGUF files of the user's own, separated like a search path. */
    public static final String FOLDERS = "OUTRIDER_MODELS_DIR";

    /** {@code forbidden} keeps Python packages out. */
    public static final String PACKAGES = "OUTRIDER_PACKAGES";

    public PullSettings {
        folders = List.copyOf(folders);
        environment = Map.copyOf(environment);
        if (endpoint.getHost() == null
                || !("https".equals(endpoint.getScheme()) || "http".equals(endpoint.getScheme()))) {
            throw new CatalogException(
                    "HF_ENDPOINT is '%s'; it has to be an http(s) address.".formatted(endpoint));
        }
    }

    /** What the environment says, and the usual values for the rest. */
    public static PullSettings of(Map<String, String> environment) {
        return new PullSettings(
                folders(environment.getOrDefault(FOLDERS, "")),
                endpoint(environment.getOrDefault("HF_ENDPOINT", "")),
                Optional.of(environment.getOrDefault("HF_TOKEN", "").strip())
                        .filter(token -> !token.isEmpty()),
                packages(environment.getOrDefault(PACKAGES, "")),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofSeconds(1),
                environment);
    }

    /** The same with other permission for packages. */
    public PullSettings with(Packages permission) {
        return new PullSettings(
                folders,
                endpoint,
                token,
                permission,
                connectTimeout,
                stallTimeout,
                retryPause,
                environment);
    }

    private static List<Path> folders(String searchPath) {
        return Arrays.stream(searchPath.split(File.pathSeparator))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .toList();
    }

    private static URI endpoint(String value) {
        String address = value.isBlank() ? "https://huggingface.co" : value.strip();
        try {
            return URI.create(address.endsWith("/") ? address : address + "/");
        } catch (IllegalArgumentException e) {
            throw new CatalogException("HF_ENDPOINT is not an address: " + e.getMessage(), e);
        }
    }

    private static Packages packages(String value) {
        return switch (value.strip()) {
            case "", "allowed" -> Packages.ALLOWED;
            case "forbidden" -> Packages.FORBIDDEN;
            default ->
                    throw new CatalogException(
                            "%s is '%s'; it can be allowed or forbidden."
                                    .formatted(PACKAGES, value));
        };
    }

    /** Without the token and the environment, which may hold secrets. */
    @Override
    public String toString() {
        return "PullSettings[folders=%s, endpoint=%s, token=%s, packages=%s]"
                .formatted(folders, endpoint, token.isPresent() ? "set" : "none", packages);
    }
}
