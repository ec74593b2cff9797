package io.outrider.text.jinja;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code namespace()} makes: the one kind of value whose attributes a template may set. */
final class Namespace implements Value {
    private final Map<String, Value> attributes = new LinkedHashMap<>();

    @Nullable Value get(String name) {
        return attributes.get(name);
    }

    void set(String name, Value value) {
        attributes.put(name, value);
    }
}
