package io.outrider.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;

/**
 * Fetches a file with resume. A host that cannot be reached is given up at once; a connection that
 * is cut, or a server that is busy, gets more chances as long as bytes keep coming.
 */
final class HttpDownload {

    private static final int PATIENCE = 4;
    private static final int MAX_REDIRECTS = 8;
    private static final Set<Integer> BUSY = Set.of(408, 429, 500, 502, 503, 504);
    private static final Set<Integer> MOVED = Set.of(301, 302, 303, 307, 308);

    private final PullSettings settings;
    private final HttpClient client;

    HttpDownload(PullSettings settings) {
        this.settings = settings;
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        // Followed by hand, so that the token stays with its own host.
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(settings.connectTimeout())
                        .proxy(new EnvironmentProxies(settings.environment()));
        ProxyPassword.of(settings.environment()).ifPresent(builder::authenticator);
        TrustedCertificates.of(settings.environment()).ifPresent(builder::sslContext);
        this.client = builder.build();
    }

    /** Completes the part from a Hugging Face repository. */
    void into(PartFile part, Source.HuggingFaceFile file, ModelEntry model, Progress.Bar bar)
            throws SourceFailure {
        URI address = settings.endpoint().resolve(file.resolvePath());
        int failures = 0;
        while (part.length() < model.bytes()) {
            long before = part.length();
            try {
                attempt(address, part, model, bar);
                if (part.length() < model.bytes()) {
                    throw new IOException("the connection ended early");
                }
            } catch (ConnectException | HttpConnectTimeoutException | SSLException e) {
                throw new SourceFailure(
                        "%s cannot be reached (%s)".formatted(address.getHost(), reason(e)), e);
            } catch (IOException e) {
                failures = part.length() > before ? 1 : failures + 1;
                if (failures >= PATIENCE) {
                    throw new SourceFailure(
                            "%s: %s, %d times in a row"
                                    .formatted(address.getHost(), reason(e), failures),
                            e);
                }
                pause(failures);
            }
        }
    }

    private void attempt(URI address, PartFile part, ModelEntry model, Progress.Bar bar)
            throws IOException, SourceFailure {
        Optional<SourceFailure> refusal =
                Watched.run(
                        settings.stallTimeout(),
                        part::length,
                        () -> {
                            try {
                                transfer(address, part, model, bar);
                                return Optional.empty();
                            } catch (SourceFailure e) {
                                return Optional.of(e);
                            }
                        });
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    private void transfer(URI address, PartFile part, ModelEntry model, Progress.Bar bar)
            throws IOException, InterruptedException, SourceFailure {
        long from = part.length();
        HttpResponse<InputStream> response = request(address, from);
        try (InputStream body = response.body()) {
            switch (response.statusCode()) {
                case 200 -> {
                    expect(response.headers().firstValueAsLong("Content-Length").orElse(-1), model);
                    part.truncate(0);
                }
                case 206 -> expectStart(response, from, model);
                case 401, 403 ->
                        throw new SourceFailure(
                                address.getHost()
                                        + " refuses (%d); HF_TOKEN may be missing or without access"
                                                .formatted(response.statusCode()));
                case 404 -> throw new SourceFailure(address + " does not exist (404)");
                case 416 -> {
                    part.truncate(0);
                    throw new IOException("the server cannot resume; starting again");
                }
                default -> {
                    String answer = "the server answers " + response.statusCode();
                    if (BUSY.contains(response.statusCode())) {
                        throw new IOException(answer);
                    }
                    throw new SourceFailure(address.getHost() + ": " + answer);
                }
            }
            part.append(body, model.bytes(), bar::reach);
        }
    }

    private HttpResponse<InputStream> request(URI address, long from)
            throws IOException, InterruptedException, SourceFailure {
        URI next = address;
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(next)
                            .timeout(settings.stallTimeout())
                            .header("User-Agent", "outrider");
            if (from > 0) {
                request.header("Range", "bytes=" + from + "-");
            }
            if (mayCarryToken(next)) {
                settings.token()
                        .ifPresent(token -> request.header("Authorization", "Bearer " + token));
            }
            HttpResponse<InputStream> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            if (!MOVED.contains(response.statusCode())) {
                return response;
            }
            response.body().close();
            URI target = target(next, response.headers().firstValue("Location").orElse(""));
            if ("https".equals(next.getScheme()) && !"https".equals(target.getScheme())) {
                throw new SourceFailure(
                        next.getHost() + " redirects to an address without encryption");
            }
            next = target;
        }
        throw new SourceFailure(address.getHost() + " redirects without end");
    }

    private static URI target(URI from, String location) throws SourceFailure {
        try {
            URI target = from.resolve(location);
            if ("https".equals(target.getScheme()) || "http".equals(target.getScheme())) {
                return target;
            }
        } catch (IllegalArgumentException malformed) {
            // said below
        }
        throw new SourceFailure(from.getHost() + " redirects to something that is no address");
    }

    private boolean mayCarryToken(URI address) {
        URI endpoint = settings.endpoint();
        boolean home =
                endpoint.getHost().equals(address.getHost())
                        && endpoint.getPort() == address.getPort()
                        && endpoint.getScheme().equals(address.getScheme());
        return home && ("https".equals(address.getScheme()) || isLoopback(address.getHost()));
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
    }

    private static void expect(long size, ModelEntry model) throws SourceFailure {
        if (size >= 0 && size != model.bytes()) {
            throw new SourceFailure(
                    "its file has %d bytes and the catalog says %d".formatted(size, model.bytes()));
        }
    }

    private static void expectStart(HttpResponse<?> response, long from, ModelEntry model)
            throws SourceFailure {
        String range = response.headers().firstValue("Content-Range").orElse("");
        String expected = "bytes %d-%d/%d".formatted(from, model.bytes() - 1, model.bytes());
        if (!range.equals(expected)) {
            throw new SourceFailure(
                    "it resumes with '%s' instead of '%s'".formatted(range, expected));
        }
    }

    private void pause(int failures) {
        try {
            Thread.sleep(settings.retryPause().multipliedBy(failures));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CatalogException("Interrupted while fetching.", e);
        }
    }

    /** Java's network exceptions often have no message of their own. */
    private static String reason(IOException e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof UnresolvedAddressException) {
            return "its name cannot be resolved";
        }
        String message = e.getMessage() == null ? root.getMessage() : e.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }
}
