package io.outrider.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** This program, serving on a free loopback port as a child process, and a client of it. */
public final class ChildServer implements AutoCloseable {
    private final Process process;
    private final int port;
    private final Path log;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private ChildServer(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /**
     * Starts the server and waits until it is ready.
     *
     * @param settings as environment variables
     */
    public static ChildServer start(Map<String, String> settings) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path log = Files.createTempFile("outrider-bench-", ".log");
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
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("QUARKUS_HTTP_PORT", String.valueOf(port));
        builder.environment().putAll(settings);
        ChildServer server = new ChildServer(builder.start(), port, log);
        server.awaitReady();
        return server;
    }

    private void awaitReady() throws IOException {
        for (int tries = 0; tries < 1500; tries++) {
            if (!process.isAlive()) {
                throw new IOException("the server ended:\n" + Files.readString(log));
            }
            try {
                if (get("/health").statusCode() == 200) {
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

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    public HttpResponse<String> get(String path) throws IOException {
        try {
            return http.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    /**
     * What a streamed answer came to.
     *
     * @param events text chunks
     * @param seconds from the first chunk to the last
     * @param firstSeconds from the request to the first chunk
     * @param completionTokens as the server counts them
     */
    record Timing(int events, double seconds, double firstSeconds, int completionTokens) {
        /** Tokens a second after the first. */
        double rate() {
            return (completionTokens - 1) / seconds;
        }
    }

    /** Sends a streamed chat request with usage and times its chunks. */
    Timing stream(String json) throws IOException {
        HttpRequest request =
                request("/v1/chat/completions")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build();
        Stopwatch watch = new Stopwatch();
        int completion = 0;
        int events = 0;
        double first = 0;
        double last = 0;
        try {
            HttpResponse<InputStream> response =
                    http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.contains("\"content\":\"") && !line.contains("\"content\":\"\"")) {
                        last = watch.seconds();
                        first = events++ == 0 ? last : first;
                    }
                    int at = line.indexOf("\"completion_tokens\":");
                    if (at >= 0) {
                        completion =
                                Integer.parseInt(line.substring(at + 20).replaceAll("\\D.*", ""));
                    }
                    if (line.contains("\"error\"")) {
                        throw new IOException("the server answered " + line);
                    }
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
        if (events < 2 || completion < 2) {
            throw new IOException("no stream of text came back");
        }
        return new Timing(events, last - first, first, completion);
    }

    /** The sum of all samples of a metric whose line starts so. */
    double metric(String start) throws IOException {
        double sum = 0;
        for (String line : get("/metrics").body().split("\n", -1)) {
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

    public int port() {
        return port;
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
            Files.deleteIfExists(log);
        } catch (IOException leftBehind) {
            throw new UncheckedIOException(leftBehind);
        }
    }
}
