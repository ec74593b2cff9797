package io.outrider.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Base64;

/**
 * One pinned archive of llama.cpp's shared libraries.
 *
 * @param id platform and, where there are several, backend
 * @param platform on which it runs
 * @param backend what it computes on, besides the CPU
 * @param npmPackage scoped name
 * @param version of the package
 * @param llamaCpp version of llama.cpp inside
 * @param integrity {@code sha512-} and the archive's digest in Base64, as the registry states it
 * @param license SPDX identifier
 * @param packedBytes size of the archive
 * @param unpackedBytes size of its files, an upper bound for what is kept
 */
public record NativeBuild(
        String id,
        Platform platform,
        Backend backend,
        String npmPackage,
        String version,
        String llamaCpp,
        String integrity,
        String license,
        long packedBytes,
        long unpackedBytes) {

    /** What a build computes on, besides the CPU. */
    public enum Backend {
        @JsonProperty("cpu")
        CPU,
        @JsonProperty("cuda")
        CUDA,
        @JsonProperty("metal")
        METAL
    }

    private static final String ALGORITHM = "sha512-";

    @SuppressWarnings("ConstantValue")
    public NativeBuild {
        Pins.id("id", id);
        if (platform == null || backend == null) {
            throw new IllegalArgumentException(id + " needs a platform and a backend");
        }
        Pins.matches("npmPackage", npmPackage, "@[a-z0-9-]+/[a-z0-9-]+");
        Pins.matches("version", version, "[0-9]+\\.[0-9]+\\.[0-9]+");
        Pins.text("llamaCpp", llamaCpp);
        Pins.matches("integrity", integrity, ALGORITHM + "[A-Za-z0-9+/]{86}==");
        Pins.text("license", license);
        Pins.positive("packedBytes", packedBytes);
        Pins.positive("unpackedBytes", unpackedBytes);
    }

    /** What the npm client is asked for. */
    String spec() {
        return npmPackage + "@" + version;
    }

    /** Name of the folder in the cache. */
    String folder() {
        return id + "-" + version;
    }

    boolean hasDigest(byte[] sha512) {
        return integrity.equals(ALGORITHM + Base64.getEncoder().encodeToString(sha512));
    }
}
