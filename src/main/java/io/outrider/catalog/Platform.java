package io.outrider.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import java.util.Optional;

/** An operating system on a kind of processor, as far as prebuilt libraries exist for it. */
public enum Platform {
    @JsonProperty("linux-x64")
    LINUX_X64("linux-x64", "Linux/x86_64/libjllama.so"),
    @JsonProperty("linux-arm64")
    LINUX_ARM64("linux-arm64", "Linux/aarch64/libjllama.so"),
    @JsonProperty("mac-arm64")
    MAC_ARM64("mac-arm64", "Mac/aarch64/libjllama.dylib"),
    @JsonProperty("mac-x64")
    MAC_X64("mac-x64", "Mac/x86_64/libjllama.dylib"),
    // The Windows library in the jar exports none of llama.cpp's C functions.
    @JsonProperty("win-x64")
    WINDOWS_X64("win-x64", "");

    private final String id;
    private final String bundledLibrary;

    Platform(String id, String bundledLibrary) {
        this.id = id;
        this.bundledLibrary = bundledLibrary;
    }

    /** The machine that this runs on; empty when no prebuilt library exists for it. */
    public static Optional<Platform> current() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    static Optional<Platform> of(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT);
        boolean arm = osArch.equals("aarch64") || osArch.equals("arm64");
        boolean x64 = osArch.equals("amd64") || osArch.equals("x86_64");
        if (!arm && !x64) {
            return Optional.empty();
        }
        if (os.startsWith("linux")) {
            return Optional.of(arm ? LINUX_ARM64 : LINUX_X64);
        }
        if (os.startsWith("mac")) {
            return Optional.of(arm ? MAC_ARM64 : MAC_X64);
        }
        return os.startsWith("windows") && x64 ? Optional.of(WINDOWS_X64) : Optional.empty();
    }

    public String id() {
        return id;
    }

    /** Class path name of the library inside the {@code de.kherud:llama} jar, if it is usable. */
    Optional<String> bundledLibrary() {
        return bundledLibrary.isEmpty()
                ? Optional.empty()
                : Optional.of("de/kherud/llama/" + bundledLibrary);
    }
}
