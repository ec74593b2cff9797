package io.outrider.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibrariesTest {

    private static final Optional<Platform> LINUX = Optional.of(Platform.LINUX_X64);

    @TempDir Path folder;
    private final Spoken spoken = new Spoken();
    private final byte[] cpuTar = archive("linux-x64", "libllama.v0.5.0.so");
    private final byte[] cudaTar = archive("linux-x64-cuda", "libllama.cuda.v0.5.0.so");
    private final NativeBuild cpu = build("linux-x64", NativeBuild.Backend.CPU, cpuTar);
    private final NativeBuild cuda = build("linux-x64-cuda", NativeBuild.Backend.CUDA, cudaTar);

    @Test
    void aBuildIsUnpackedWithItsLicenceAndNothingThatRuns() throws IOException {
        LibraryFiles files = natives(cpuTar).fetch(cpu);
        assertThat(names(files.folder()))
                .containsExactlyInAnyOrder(
                        "LICENSE",
                        "libggml-base.so",
                        "libggml-cpu-zen4.so",
                        "libggml.v0.5.0.so",
                        "libllama.v0.5.0.so");
        assertThat(files.loadOrder())
                .extracting(file -> file.getFileName().toString())
                .containsExactly("libggml-base.so", "libggml.v0.5.0.so", "libllama.v0.5.0.so");
        assertThat(spoken.lines).hasSize(1).first().asString().contains("MIT", "at 50 Mbit/s");
    }

    @Test
    void aBuildThatIsThereIsNotFetchedAgain() {
        natives(cpuTar).fetch(cpu);
        assertThat(natives(new byte[0]).fetch(cpu).loadOrder()).hasSize(3);
    }

    @Test
    void anArchiveWithAnotherDigestIsNeverUnpacked() throws IOException {
        assertThatThrownBy(() -> natives(cudaTar).fetch(cpu))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("another sha512")
                .hasMessageContaining(NativeLibraries.FOLDER_VARIABLE);
        assertThat(names(folder.resolve("natives"))).containsExactly("linux-x64-3.22.1.lock");
    }

    @Test
    void anArchiveThatUnpacksLargerThanPinnedIsRefused() {
        byte[] bomb = new Tarball().file("package/libllama.so", "x".repeat(100_000)).gzipped();
        NativeBuild pin = build("linux-x64", NativeBuild.Backend.CPU, bomb);
        assertThatThrownBy(() -> natives(bomb).fetch(pin))
                .hasMessageContaining("larger than pinned");
    }

    @Test
    void withoutNpmTheMessageSaysWhatServesInstead() {
        NativeLibraries natives =
                natives(
                        (build, place) -> {
                            throw new SourceFailure("npm is not on this machine");
                        });
        assertThatThrownBy(() -> natives.fetch(cpu))
                .hasMessageContaining("npm is not on this machine")
                .hasMessageContaining("old, slow library");
    }

    @Test
    void theUsersFolderComesFirst() throws IOException {
        natives(cpuTar).fetch(cpu);
        Path lib = Files.createDirectories(folder.resolve("mine/build/bin"));
        touch(lib, "libllama.so.0", "libggml.so.0", "libggml-base.so.0", "libggml-cpu.so.0");
        NativeChoice choice = natives(cpuTar).choose(Optional.of(folder.resolve("mine")), LINUX);
        assertThat(choice).isInstanceOf(NativeChoice.UserFolder.class);
        assertThat(choice.loadOrder())
                .containsExactly(
                        lib.resolve("libggml-base.so.0"),
                        lib.resolve("libggml-cpu.so.0"),
                        lib.resolve("libggml.so.0"),
                        lib.resolve("libllama.so.0"));
        assertThat(choice.describe()).contains("mine", "of unknown version");
    }

    @Test
    void aUserFolderWithoutALibraryEndsTheStart() {
        assertThatThrownBy(() -> natives(cpuTar).choose(Optional.of(folder), LINUX))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("libllama.so");
    }

    @Test
    void theFetchedBuildComesSecond() {
        natives(cpuTar).fetch(cpu);
        NativeChoice choice = natives(cpuTar).choose(Optional.empty(), LINUX);
        assertThat(choice).isInstanceOf(NativeChoice.Fetched.class);
        assertThat(choice.warning()).isEmpty();
        assertThat(choice.version()).isEqualTo("v0.5.0");
        assertThat(choice.backendFolder()).contains(folder.resolve("natives/linux-x64-3.22.1"));
    }

    @Test
    void theLibraryInTheDependencyComesLastAndSaysSo() throws IOException {
        NativeChoice choice = natives(cpuTar).choose(Optional.empty(), LINUX);
        assertThat(choice).isInstanceOf(NativeChoice.Bundled.class);
        assertThat(choice.warning().orElseThrow()).contains("OLD AND SLOW", "make natives");
        assertThat(Files.size(choice.loadOrder().getFirst())).isEqualTo(5_622_712);
        assertThat(natives(cpuTar).choose(Optional.empty(), LINUX)).isEqualTo(choice);
    }

    @Test
    void theOldLibraryLeavesLoopbackOnlyWhenToldTwice() {
        NativeChoice.Bundled old = new NativeChoice.Bundled(folder, "4.2.0");
        assertThat(old.refusalToListenOn("127.0.0.1", "")).isEmpty();
        assertThat(old.refusalToListenOn("localhost", "")).isEmpty();
        assertThat(old.refusalToListenOn("0.0.0.0", "").orElseThrow())
                .contains("OUTRIDER_OLD_LIBRARY=accepted");
        assertThat(old.refusalToListenOn("0.0.0.0", "accepted")).isEmpty();
    }

    @Test
    void onWindowsAndOnUnknownMachinesThereIsNoFallback() {
        assertThatThrownBy(
                        () ->
                                natives(cpuTar)
                                        .choose(
                                                Optional.empty(),
                                                Optional.of(Platform.WINDOWS_X64)))
                .hasMessageContaining("make natives");
        assertThatThrownBy(() -> natives(cpuTar).choose(Optional.empty(), Optional.empty()))
                .hasMessageContaining("Build it");
    }

    @Test
    void aDriverBringsTheCudaBuildToo() throws IOException {
        assertThat(natives(cpuTar).wanted(Platform.LINUX_X64)).containsExactly(cpu);
        Files.createDirectories(folder.resolve("proc/driver/nvidia"));
        assertThat(natives(cpuTar).wanted(Platform.LINUX_X64)).containsExactly(cuda, cpu);
        NativeLibraries natives =
                natives((build, place) -> write(place, build.equals(cuda) ? cudaTar : cpuTar));
        assertThat(natives.fetch(Platform.LINUX_X64))
                .extracting(LibraryFiles::folder)
                .containsExactly(
                        folder.resolve("natives/linux-x64-3.22.1"),
                        folder.resolve("natives/linux-x64-cuda-3.22.1"));
    }

    @Test
    void withoutADriverTheMissingDriverIsNamed() {
        natives(cpuTar).fetch(cpu);
        assertThat(whyNoGpu()).contains("libcuda.so.1 is missing");
    }

    @Test
    void withADriverAndTheCpuBuildTheMissingBackendIsNamed() throws IOException {
        touch(Files.createDirectories(folder.resolve("usr/lib64")), "libcuda.so.1");
        natives(cpuTar).fetch(cpu);
        assertThat(whyNoGpu()).contains("libggml-cuda.so is missing", "make natives");
    }

    @Test
    void withTheCudaBuildTheMissingRunTimeLibraryIsNamed() throws IOException {
        touch(Files.createDirectories(folder.resolve("usr/lib64")), "libcuda.so.1");
        Path toolkit = Files.createDirectories(folder.resolve("usr/local/cuda-13.0/lib64"));
        touch(toolkit, "libcudart.so.13");
        natives(cudaTar).fetch(cuda);
        assertThat(whyNoGpu()).startsWith("libcublasLt.so.13, libcublas.so.13 missing");
    }

    @Test
    void theRunTimeIsLoadedBeforeTheBackendThatNeedsIt() throws IOException {
        touch(Files.createDirectories(folder.resolve("usr/lib64")), "libcuda.so.1");
        Path packages = Files.createDirectories(folder.resolve("cuda/nvidia/cu13/lib"));
        touch(packages, "libcudart.so.13", "libcublas.so.13", "libcublasLt.so.13");
        natives(cudaTar).fetch(cuda);
        NativeChoice choice = natives(cudaTar).choose(Optional.empty(), LINUX);
        assertThat(choice.loadOrder())
                .extracting(file -> file.getFileName().toString())
                .containsExactly(
                        "libcudart.so.13",
                        "libcublasLt.so.13",
                        "libcublas.so.13",
                        "libggml-base.so",
                        "libggml.v0.5.0.so",
                        "libllama.cuda.v0.5.0.so");
        assertThat(whyNoGpu()).contains("driver may be too old");
    }

    @Test
    void macAndWindowsNamesAreKnown() throws IOException {
        Path mac = Files.createDirectories(folder.resolve("mac"));
        touch(
                mac,
                "libllama.metal.v0.4.0.dylib",
                "libllama-common.dylib",
                "libggml.metal.v0.4.0.dylib",
                "libggml-base.dylib",
                "libggml-metal.so");
        LibraryFiles onMac = LibraryFiles.in(mac).orElseThrow();
        assertThat(onMac.llama()).isEqualTo(mac.resolve("libllama.metal.v0.4.0.dylib"));
        assertThat(onMac.backends()).containsExactly(mac.resolve("libggml-metal.so"));
        Path windows = Files.createDirectories(folder.resolve("windows"));
        touch(windows, "llama.v0.4.0.dll", "llama-common.dll", "ggml.v0.4.0.dll", "ggml-base.dll");
        assertThat(LibraryFiles.in(windows).orElseThrow().loadOrder())
                .containsExactly(
                        windows.resolve("ggml-base.dll"),
                        windows.resolve("ggml.v0.4.0.dll"),
                        windows.resolve("llama.v0.4.0.dll"));
    }

    private String whyNoGpu() {
        NativeLibraries natives = natives(cpuTar);
        return natives.whyNoGpu(natives.choose(Optional.empty(), LINUX));
    }

    private NativeLibraries natives(byte[] archive) {
        return natives((build, place) -> write(place, archive));
    }

    private static Path write(Path place, byte[] archive) {
        try {
            return Files.write(place.resolve("a.tgz"), archive);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private NativeLibraries natives(TarballFetcher fetcher) {
        return new NativeLibraries(
                new Catalog(List.of(), List.of(), List.of(cpu, cuda)),
                new CacheFolder(folder),
                Map.of(),
                spoken,
                fetcher,
                anywhere -> Long.MAX_VALUE,
                folder);
    }

    private static byte[] archive(String id, String llama) {
        Tarball tar =
                new Tarball()
                        .file("package/LICENSE", "MIT")
                        .file("package/package.json", "{\"scripts\":{\"install\":\"rm -rf ~\"}}")
                        .file("package/bins/" + id + "/llama-addon.node", "n")
                        .file("package/bins/" + id + "/libggml-base.so", "b")
                        .file("package/bins/" + id + "/libggml-cpu-zen4.so", "z")
                        .file("package/bins/" + id + "/libggml.v0.5.0.so", "g")
                        .file("package/bins/" + id + "/libllama-common.so", "c")
                        .file("package/bins/" + id + "/" + llama, "l");
        return (id.endsWith("cuda") ? tar.file("package/bins/libggml-cuda.so", "u") : tar)
                .gzipped();
    }

    private static NativeBuild build(String id, NativeBuild.Backend backend, byte[] archive) {
        return new NativeBuild(
                id,
                Platform.LINUX_X64,
                backend,
                "@node-llama-cpp/" + id,
                "3.22.1",
                "v0.5.0",
                "sha512-" + Base64.getEncoder().encodeToString(Bytes.digest("SHA-512", archive)),
                "MIT",
                archive.length,
                1_000);
    }

    private static void touch(Path place, String... names) throws IOException {
        for (String name : names) {
            Files.writeString(place.resolve(name), name);
        }
    }

    private static List<String> names(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
