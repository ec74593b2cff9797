package io.outrider.openai;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which Host headers are answered. A page in a browser can make its own name point at this machine
 * and then talk to a server that listens on it alone; the Host header gives it away.
 */
sealed interface HostList {

    /**
     * @param bound address that the server listens on
     * @param extra further names to answer to
     */
    static HostList of(String bound, List<String> extra) {
        return isLoopback(bound) ? new Only(extra) : new Any();
    }

    private static boolean isLoopback(String address) {
        String plain = address.replace("[", "").replace("]", "");
        return plain.equals("localhost") || plain.equals("::1") || plain.matches("127(\\.\\d+){3}");
    }

    /**
     * @param header as it was sent, or null when it was not
     */
    boolean answersTo(@Nullable String header);

    /** Others can reach the server anyway. */
    record Any() implements HostList {
        @Override
        public boolean answersTo(@Nullable String header) {
            return true;
        }
    }

    /** Names of this machine, with any port. */
    final class Only implements HostList {
        private static final Set<String> OWN = Set.of("localhost", "127.0.0.1", "[::1]");

        private final Set<String> names;

        private Only(List<String> extra) {
            names =
                    Stream.concat(OWN.stream(), extra.stream())
                            .map(name -> name.trim().toLowerCase(Locale.ROOT))
                            .collect(Collectors.toUnmodifiableSet());
        }

        @Override
        public boolean answersTo(@Nullable String header) {
            return header != null
                    && names.contains(
                            header.toLowerCase(Locale.ROOT).replaceFirst(":\\d{1,5}$", ""));
        }
    }
}
