package io.outrider.catalog;

import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Name and password inside a proxy variable ({@code http://name:password@proxy:3128}). */
final class ProxyPassword extends Authenticator {

    /**
     * By default Java refuses to send a password to a proxy that only passes encrypted bytes on.
     */
    private static final String DISABLED = "jdk.http.auth.tunneling.disabledSchemes";

    private final PasswordAuthentication password;

    private ProxyPassword(PasswordAuthentication password) {
        this.password = password;
    }

    /** The first one that the environment holds. */
    static Optional<Authenticator> of(Map<String, String> environment) {
        Optional<Authenticator> found =
                List.of(
                                "https_proxy",
                                "HTTPS_PROXY",
                                "http_proxy",
                                "HTTP_PROXY",
                                "all_proxy",
                                "ALL_PROXY")
                        .stream()
                        .map(name -> environment.getOrDefault(name, ""))
                        .filter(value -> value.contains("@"))
                        .map(value -> URI.create(value.contains("://") ? value : "http://" + value))
                        .map(URI::getUserInfo)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .map(ProxyPassword::parse);
        if (found.isPresent() && System.getProperty(DISABLED) == null) {
            System.setProperty(DISABLED, "");
        }
        return found;
    }

    private static Authenticator parse(String userInfo) {
        List<String> parts = Arrays.asList(userInfo.split(":", 2));
        char[] secret = parts.size() < 2 ? new char[0] : parts.get(1).toCharArray();
        return new ProxyPassword(new PasswordAuthentication(parts.getFirst(), secret));
    }

    @Override
    protected @Nullable PasswordAuthentication getPasswordAuthentication() {
        // A server's own question for a password is not the proxy's.
        return getRequestorType() == RequestorType.PROXY ? password : null;
    }
}
