package io.outrider.text;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One message of a conversation, as JSON-like as it came: {@code role}, {@code content} (a string,
 * a list of parts, or null beside tool calls) and whatever else a template may look at, such as
 * {@code name}, {@code tool_calls} or {@code reasoning_content}.
 */
public record Message(Map<String, @Nullable Object> fields) {

    public Message {
        // Not Map.copyOf: order is kept, and JSON's null is a value that templates can see.
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        if (!(fields.get("role") instanceof String role) || role.isEmpty()) {
            throw new IllegalArgumentException("a message has a role");
        }
    }

    public static Message of(String role, String content) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("role", role);
        fields.put("content", content);
        return new Message(fields);
    }

    /** The same message with another value for one field. */
    public Message with(String field, @Nullable Object value) {
        Map<String, @Nullable Object> changed = new LinkedHashMap<>(fields);
        changed.put(field, value);
        return new Message(changed);
    }

    public String role() {
        return String.valueOf(fields.get("role"));
    }
}
