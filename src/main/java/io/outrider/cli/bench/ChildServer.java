package io.outrider.cli.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * A server on a free loopback port as a child process, which does not outlive this one, and a
 * client of it.
 */
public final class ChildServer implements AutoCloseable {
    private final Process process;
    private final int port;
    private final Path log;
    private final Thread end;

    private ChildServer(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
        this.end = Thread.ofPlatform().unstarted(process::destroyForcibly);
    }

    /**
     * Starts this program's own server and waits until it is ready.
     *
     * @param settings as environment variables
     */
    public static ChildServer outrider(Map<String, String> settings) throws IOException {
        int port = freePort();
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--add-modules=jdk.incubator.vector",
                        "-Xmx512m",
                        "-XX:+UseParallelGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-jar",
                        System.getProperty("java.class.path"),
                        "serve"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("QUARKUS_HTTP_PORT", String.valueOf(port));
        builder.environment().putAll(settings);
        return start(builder, port);
    }

    /**
     * Starts llama-server and waits until it is ready.
     *
     * @param arguments besides address and port
     */
    static ChildServer llama(Peer peer, List<String> arguments) throws IOException {
        int port = freePort();
        List<String> command = new ArrayList<>();
        command.addAll(
                List.of(
                        peer.tool("llama-server"),
                        "--host",
                        "127.0.0.1",
                        "--port",
                        String.valueOf(port)));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LD_LIBRARY_PATH", peer.folder().toString());
        return start(builder, port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static ChildServer start(ProcessBuilder builder, int port) throws IOException {
        Path log = Files.createTempFile("outrider-bench-", ".log");
        Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        ChildServer server = new ChildServer(process, port, log);
        Runtime.getRuntime().addShutdownHook(server.end);
        try {
            server.awaitReady();
            return server;
        } catch (IOException unready) {
            server.close();
            throw unready;
        }
    }

    private void awaitReady() throws IOException {
        for (int tries = 0; tries < 3000; tries++) {
            if (!process.isAlive()) {
                throw new IOException("the server ended:\n" + Files.readString(log));
            }
            try {
                if (get("/health").status() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // the port is not open yet
            }
            pause(Duration.ofMillis(200));
        }
        throw new IOException("the server was not ready in time:\n" + Files.readString(log));
    }

    public static void pause(Duration time) throws IOException {
        try {
            Thread.sleep(time);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    /** Has its JVM collect garbage in full; needs the JDK's own jcmd. */
    public void collectGarbage() throws IOException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process collecting =
                new ProcessBuilder(jcmd, String.valueOf(process.pid()), "GC.run")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            if (collecting.waitFor() != 0) {
                throw new IOException("jcmd could not collect garbage in the server");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    public int port() {
        return port;
    }

    public Answer get(String path) throws IOException {
        try (Exchange exchange = Exchange.open(port)) {
            return Answer.of(exchange.get(path));
        }
    }

    /** Sends one streamed chat request with usage. */
    StreamRun stream(String json) throws IOException {
        return Streams.together(port, List.of(new Streams.Ask(0, json, 0))).getFirst();
    }

    /** The sum of all samples of a metric whose line starts so. */
    double metric(String start) throws IOException {
        double sum = 0;
        for (String line : get("/metrics").text().split("\n", -1)) {
            if (line.startsWith(start)) {
                sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
            }
        }
        return sum;
    }

    /** Resident memory of the server in bytes, where the system tells. */
    public long residentBytes() throws IOException {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        if (!Files.exists(status)) {
            return 0;
        }
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        return 0;
    }

    /** What the server has said so far, line by line. */
    public List<String> log() throws IOException {
        return Files.readAllLines(log);
    }

    /**
     * Tells the server to drain and waits until it has ended.
     *
     * @return its exit code, or nothing if it goes on
     */
    public OptionalInt stop() throws IOException {
        process.destroy();
        try {
            return process.waitFor(40, TimeUnit.SECONDS)
                    ? OptionalInt.of(process.exitValue())
                    : OptionalInt.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    @Override
    public void close() {
        try {
            if (stop().isEmpty()) {
                process.destroyForcibly();
            }
            Runtime.getRuntime().removeShutdownHook(end);
            Files.deleteIfExists(log);
        } catch (IllegalStateException ending) {
            // The hook itself is at work.
            process.destroyForcibly();
        } catch (IOException leftBehind) {
            throw new UncheckedIOException(leftBehind);
        }
    }
}
