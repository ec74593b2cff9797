package io.outrider.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the package reads from the machine it runs on, and what it says there. */
class SurroundingsTest {

    @TempDir Path folder;

    @Test
    void theCacheLiesWhereTheSystemPutsCaches() {
        Path home = Path.of("/home/a");
        assertThat(CacheFolder.of(Map.of(), home, "Linux").root())
                .isEqualTo(Path.of("/home/a/.cache/outrider"));
        assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", "/x"), home, "Linux").root())
                .isEqualTo(Path.of("/x/outrider"));
        assertThat(CacheFolder.of(Map.of(), home, "Mac OS X").root())
                .isEqualTo(Path.of("/home/a/Library/Caches/outrider"));
        assertThat(CacheFolder.of(Map.of("OUTRIDER_CACHE", "/y"), home, "Mac OS X").root())
                .isEqualTo(Path.of("/y"));
    }

    @Test
    void platformsAreToldByJavasNames() {
        assertThat(Platform.of("Linux", "amd64")).contains(Platform.LINUX_X64);
        assertThat(Platform.of("Linux", "aarch64")).contains(Platform.LINUX_ARM64);
        assertThat(Platform.of("Mac OS X", "aarch64")).contains(Platform.MAC_ARM64);
        assertThat(Platform.of("Windows 11", "amd64")).contains(Platform.WINDOWS_X64);
        assertThat(Platform.of("Linux", "riscv64")).isEmpty();
        assertThat(Platform.of("AIX", "amd64")).isEmpty();
    }

    @Test
    void proxiesOfTheEnvironmentAreUsedExceptWhereTheyAreNot() {
        EnvironmentProxies proxies =
                new EnvironmentProxies(
                        Map.of(
                                "HTTPS_PROXY",
                                "http://proxy.example:3128",
                                "NO_PROXY",
                                "localhost, .inner.example,*.lab.example"));
        assertThat(proxies.proxyFor(URI.create("https://hub.example/a")))
                .contains(URI.create("http://proxy.example:3128"));
        assertThat(proxies.proxyFor(URI.create("http://hub.example/a"))).isEmpty();
        assertThat(proxies.proxyFor(URI.create("https://localhost/a"))).isEmpty();
        assertThat(proxies.proxyFor(URI.create("https://x.inner.example/a"))).isEmpty();
        assertThat(proxies.proxyFor(URI.create("https://x.lab.example/a"))).isEmpty();
        assertThat(proxies.proxyFor(URI.create("https://notinner.example/a"))).isPresent();
        assertThat(proxies.select(URI.create("https://hub.example/a")).getFirst().address())
                .hasToString("proxy.example/<unresolved>:3128");
    }

    @Test
    void aProxyForEverythingAndABareHostNameAreUnderstood() {
        EnvironmentProxies proxies = new EnvironmentProxies(Map.of("all_proxy", "proxy:1"));
        assertThat(proxies.proxyFor(URI.create("https://hub.example/a")))
                .contains(URI.create("http://proxy:1"));
    }

    @Test
    void theEndpointOfAMirrorKeepsItsPath() {
        PullSettings settings = PullSettings.of(Map.of("HF_ENDPOINT", "https://mirror.example/hf"));
        assertThat(settings.endpoint().resolve("a/b"))
                .isEqualTo(URI.create("https://mirror.example/hf/a/b"));
        assertThatThrownBy(() -> PullSettings.of(Map.of("HF_ENDPOINT", "file:///etc")))
                .hasMessageContaining("HF_ENDPOINT");
        assertThatThrownBy(() -> PullSettings.of(Map.of("OUTRIDER_PACKAGES", "no")))
                .hasMessageContaining("allowed or forbidden");
    }

    @Test
    void allMissingToolsAreNamedAtOnceWithTheirPrice() {
        assertThat(new Toolbox(Map.of("PATH", folder.toString())).complaint().orElseThrow())
                .contains("python3 with pip", "npm", "OUTRIDER_LLAMA_DIR", "Hugging Face");
    }

    @Test
    void aToolThatIsThereIsNotMissing() throws IOException {
        script("npm", "exit 0");
        script("python3", "exit 0");
        assertThat(new Toolbox(Map.of("PATH", "/nowhere:" + folder)).complaint()).isEmpty();
    }

    @Test
    void pythonWithoutPipCountsAsMissing() throws IOException {
        script("npm", "exit 0");
        script("python3", "exit 1");
        assertThat(new Toolbox(Map.of("PATH", folder.toString())).missing())
                .containsExactly(Toolbox.Tool.PYTHON);
    }

    @Test
    void pipIsAskedForAWheelAndNothingElse() throws Exception {
        Path seen = folder.resolve("seen");
        script(
                "python3",
                "echo \"$@\" > "
                        + seen
                        + "; while [ \"$1\" != --dest ]; do shift; done;"
                        + " echo wheel > $2/toy.whl");
        Path work = Files.createDirectories(folder.resolve("work"));
        Path wheel =
                new PipFetcher(new Toolbox(Map.of("PATH", folder.toString())))
                        .fetch("toy", "1.0", work, bytes -> {});
        assertThat(wheel).hasFileName("toy.whl");
        assertThat(Files.readString(seen))
                .contains("-m pip download --no-deps --only-binary :all:")
                .endsWith("toy==1.0\n")
                .doesNotContain("install");
    }

    @Test
    void whatPipSaysIsPassedOnCleaned() throws IOException {
        script("python3", "printf '\\033[31mERROR: No matching distribution\\033[0m\\n'; exit 1");
        PipFetcher pip = new PipFetcher(new Toolbox(Map.of("PATH", folder.toString())));
        assertThatThrownBy(() -> pip.fetch("toy", "1.0", folder, bytes -> {}))
                .isInstanceOf(SourceFailure.class)
                .hasMessage("pip: ERROR: No matching distribution");
    }

    @Test
    void npmPacksWithoutScripts() throws Exception {
        Path seen = folder.resolve("seen");
        script("npm", "echo \"$@\" > " + seen + "; echo t > a.tgz");
        Path work = Files.createDirectories(folder.resolve("work"));
        NativeBuild build =
                Catalog.bundled()
                        .nativeBuild(Platform.LINUX_X64, NativeBuild.Backend.CPU)
                        .orElseThrow();
        assertThat(
                        new NpmFetcher(new Toolbox(Map.of("PATH", folder.toString())))
                                .fetch(build, work))
                .isEqualTo(work.resolve("a.tgz"));
        assertThat(Files.readString(seen))
                .startsWith("pack @node-llama-cpp/linux-x64@3.22.1 --ignore-scripts");
    }

    @Test
    void aChildThatTakesTooLongIsEnded() {
        assertThatThrownBy(
                        () ->
                                ChildProcess.run(
                                        List.of("sleep", "60"),
                                        folder,
                                        Map.of(),
                                        Duration.ofMillis(300),
                                        () -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("sleep did not end");
    }

    @Test
    void sizesAndTimesReadLikeDownloads() {
        assertThat(new ByteCount(98_362_432)).hasToString("98 MB");
        assertThat(new ByteCount(1_117_320_768)).hasToString("1.12 GB");
        assertThat(new ByteCount(98_362_432).time()).isEqualTo("about 16 s at 50 Mbit/s");
        assertThat(new ByteCount(1_608_720_832).time()).isEqualTo("about 5 min at 50 Mbit/s");
    }

    @Test
    void aLongDownloadIsAnnouncedTogetherWithTheShortOne() {
        Catalog catalog = Catalog.bundled();
        ModelEntry small = catalog.models(catalog.preset("small")).getFirst();
        List<ModelEntry> pair = catalog.models(catalog.preset("qwen-coder"));
        assertThat(new PullPlan(pair, 1_608_720_832L).announcement(small))
                .contains("1.61 GB", "5 min", "Apache-2.0", "OUTRIDER_PRESET=small", "98 MB")
                .doesNotContain("\n");
        assertThat(new PullPlan(List.of(small), small.bytes()).announcement(small))
                .doesNotContain("OUTRIDER_PRESET");
        assertThat(new PullPlan(List.of(), 0).announcement(small)).contains("on this disk");
    }

    @Test
    void withoutATerminalALineComesEveryFiveSeconds() {
        AtomicLong seconds = new AtomicLong();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Progress progress =
                new LineProgress(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        () -> Instant.ofEpochSecond(seconds.get()));
        try (Progress.Bar bar = progress.open("toy", 12_000_000)) {
            for (int second = 0; second < 12; second++) {
                seconds.set(second);
                bar.reach(second * 1_000_000L);
            }
        }
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "toy: 5 MB of 12 MB (41 %)",
                        "toy: 10 MB of 12 MB (83 %)", "toy: 11 MB in 11 s");
    }

    @Test
    void onATerminalABarIsDrawn() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Progress progress =
                new TerminalProgress(new PrintStream(out, true, StandardCharsets.UTF_8));
        try (Progress.Bar bar = progress.open("toy", 2_000_000)) {
            bar.reach(2_000_000);
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("toy", "100%");
    }

    @Test
    void aBrokenCertificateBundleIsNamed() throws IOException {
        Path bundle = Files.writeString(folder.resolve("ca.pem"), "nonsense");
        assertThatThrownBy(() -> TrustedCertificates.of(Map.of("SSL_CERT_FILE", bundle.toString())))
                .hasMessageContaining("ca.pem");
        assertThat(TrustedCertificates.of(Map.of())).isEqualTo(Optional.empty());
    }

    private void script(String name, String body) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
