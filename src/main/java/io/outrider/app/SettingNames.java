package io.outrider.app;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds settings that nobody reads, so that a misspelt one is an error and not a surprise. What
 * Kubernetes injects for a Service named {@code outrider} is never one of them.
 */
final class SettingNames {
    private static final String PREFIX = "OUTRIDER_";
    private static final Pattern KUBERNETES =
            Pattern.compile("OUTRIDER_(.+_)?(SERVICE_(HOST|PORT).*|PORT(_\\d+_(TCP|UDP).*)?)");

    private final Set<String> known;

    /**
     * @param prefixed interfaces of settings, each with what its names begin with
     */
    SettingNames(List<Prefixed> prefixed) {
        known =
                prefixed.stream()
                        .flatMap(Prefixed::names)
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    /** An interface of settings and the beginning of its names, such as {@code OUTRIDER_}. */
    record Prefixed(String prefix, Class<?> settings) {
        Stream<String> names() {
            return Arrays.stream(settings.getMethods())
                    .map(Method::getName)
                    .map(SettingNames::environmentName)
                    .map(prefix::concat);
        }
    }

    /** Names among these that begin like a setting and are none. */
    List<String> unknown(Collection<String> environment) {
        return environment.stream()
                .filter(name -> name.startsWith(PREFIX))
                .filter(name -> !known.contains(name))
                .filter(name -> !KUBERNETES.matcher(name).matches())
                .sorted()
                .toList();
    }

    Set<String> known() {
        return Set.copyOf(known);
    }

    private static String environmentName(String camelCase) {
        return camelCase.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
    }
}
