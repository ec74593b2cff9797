package io.outrider.catalog;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What llama.cpp's CUDA backend needs besides the driver. ggml says nothing when one of these is
 * missing: it just runs on the CPU, which is why they are looked for here.
 *
 * @param found full paths, in load order: a library loaded by path satisfies those after it
 * @param missing names of those that are nowhere
 */
public record CudaRuntime(List<Path> found, List<String> missing) {

    /** In load order; the CUDA backend of natives.yaml is linked against major version 13. */
    private static final List<String> LIBRARIES =
            List.of("libcudart.so.13", "libcublasLt.so.13", "libcublas.so.13");

    private static final String DRIVER = "libcuda.so.1";
    private static final int PACKAGE_DEPTH = 6;

    public CudaRuntime {
        found = List.copyOf(found);
        missing = List.copyOf(missing);
    }

    static CudaRuntime find(Path root, CacheFolder cache, Map<String, String> environment) {
        List<Path> folders = folders(root, cache, environment);
        List<Path> found = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String name : LIBRARIES) {
            lookUp(folders, name).ifPresentOrElse(found::add, () -> missing.add(name));
        }
        return new CudaRuntime(found, missing);
    }

    /** Whether this machine has an NVIDIA driver. */
    static boolean hasDriver(Path root, CacheFolder cache, Map<String, String> environment) {
        return Files.exists(root.resolve("proc/driver/nvidia"))
                || lookUp(folders(root, cache, environment), DRIVER).isPresent();
    }

    private static Optional<Path> lookUp(List<Path> folders, String name) {
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static List<Path> folders(
            Path root, CacheFolder cache, Map<String, String> environment) {
        List<Path> folders = new ArrayList<>();
        Arrays.stream(environment.getOrDefault("LD_LIBRARY_PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .forEach(folders::add);
        for (Path toolkit : children(root.resolve("usr/local"), "cuda*")) {
            folders.add(toolkit.resolve("lib64"));
        }
        Stream.of(
                        "usr/lib/x86_64-linux-gnu",
                        "usr/lib/aarch64-linux-gnu",
                        "usr/lib64",
                        "usr/lib",
                        "usr/local/nvidia/lib64",
                        "usr/lib/wsl/lib")
                .map(root::resolve)
                .forEach(folders::add);
        folders.addAll(packageFolders(cache.cuda()));
        return folders;
    }

    private static List<Path> children(Path folder, String glob) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, glob)) {
            stream.forEach(children::add);
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
        children.sort(null);
        return children;
    }

    /** NVIDIA's Python packages keep their libraries a few folders down. */
    private static List<Path> packageFolders(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder, PACKAGE_DEPTH)) {
            return all.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private static CatalogException unreadable(Path folder, IOException e) {
        return new CatalogException("The folder %s cannot be read: %s".formatted(folder, e), e);
    }
}
