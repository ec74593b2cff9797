package io.outrider.catalog;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The proxy variables that every other tool on the machine obeys, and Java alone does not: {@code
 * HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY} and {@code NO_PROXY}, in either case. Where
 * none is set, Java's own proxy properties count.
 */
final class EnvironmentProxies extends ProxySelector {

    private final Map<String, String> environment;
    private final Optional<ProxySelector> otherwise;

    EnvironmentProxies(Map<String, String> environment) {
        this.environment = environment;
        this.otherwise = Optional.ofNullable(ProxySelector.getDefault());
    }

    @Override
    public List<Proxy> select(URI uri) {
        Optional<URI> proxy = proxyFor(uri);
        if (proxy.isPresent()) {
            int port = proxy.get().getPort() < 0 ? 80 : proxy.get().getPort();
            return List.of(
                    new Proxy(
                            Proxy.Type.HTTP,
                            InetSocketAddress.createUnresolved(proxy.get().getHost(), port)));
        }
        return otherwise
                .map(selector -> selector.select(uri))
                .orElseGet(() -> List.of(Proxy.NO_PROXY));
    }

    /** The proxy that the environment names for this address. */
    Optional<URI> proxyFor(URI uri) {
        if (exempt(uri.getHost())) {
            return Optional.empty();
        }
        String scheme = uri.getScheme().toUpperCase(Locale.ROOT);
        return variable(scheme + "_PROXY")
                .or(() -> variable("ALL_PROXY"))
                .map(value -> URI.create(value.contains("://") ? value : "http://" + value))
                .filter(proxy -> proxy.getHost() != null);
    }

    private boolean exempt(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return Arrays.stream(variable("NO_PROXY").orElse("").split(","))
                .map(rule -> rule.strip().toLowerCase(Locale.ROOT))
                .filter(rule -> !rule.isEmpty())
                .map(rule -> rule.startsWith("*.") ? rule.substring(1) : rule)
                .anyMatch(rule -> rule.equals("*") || name.equals(bare(rule)) || below(name, rule));
    }

    private static String bare(String rule) {
        return rule.startsWith(".") ? rule.substring(1) : rule;
    }

    private static boolean below(String name, String rule) {
        return name.endsWith("." + bare(rule));
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name.toLowerCase(Locale.ROOT)))
                .or(() -> Optional.ofNullable(environment.get(name)))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // The request itself fails too and says so.
    }
}
