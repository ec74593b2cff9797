package io.outrider.openai;

import io.outrider.generation.Prompt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads a conversation. Nothing in it is ever fetched, and its text is text, whatever it spells.
 */
final class MessagesReader {
    private static final Set<String> ROLES =
            Set.of("system", "developer", "user", "assistant", "tool");
    private static final Set<String> MEDIA =
            Set.of("image_url", "input_audio", "input_image", "audio_url", "video_url", "file");

    private final Consumer<String> unknown;

    /**
     * @param unknown told the full names of members that nobody knows
     */
    MessagesReader(Consumer<String> unknown) {
        this.unknown = unknown;
    }

    Prompt.Conversation read(Fields fields) {
        List<Json> given =
                fields.items("messages").orElseThrow(() -> Unacceptable.missing("messages"));
        if (given.isEmpty()) {
            throw Unacceptable.value("messages", "'messages' must have at least one message");
        }
        List<Map<String, Object>> messages = new ArrayList<>(given.size());
        for (int i = 0; i < given.size(); i++) {
            messages.add(message(Fields.at("messages[" + i + "]", given.get(i))));
        }
        return new Prompt.Conversation(messages, Map.of());
    }

    private Map<String, Object> message(Fields fields) {
        String role =
                fields.text("role").orElseThrow(() -> Unacceptable.missing(fields.path("role")));
        if (!ROLES.contains(role)) {
            throw Unacceptable.value(
                    fields.path("role"),
                    "'"
                            + fields.path("role")
                            + "' must be one of system, developer, user,"
                            + " assistant, tool");
        }
        refuse(fields, "tool_calls");
        refuse(fields, "function_call");
        refuse(fields, "audio");
        fields.skip("refusal");
        Map<String, Object> message = new LinkedHashMap<>();
        // "developer" is OpenAI's newer word for it; chat templates know only this one.
        message.put("role", role.equals("developer") ? "system" : role);
        message.put("content", content(fields));
        for (String optional : List.of("name", "tool_call_id")) {
            fields.text(optional).ifPresent(value -> message.put(optional, value));
        }
        fields.unread().forEach(unknown);
        return message;
    }

    private static void refuse(Fields fields, String name) {
        Optional<Json> asked = fields.take(name).filter(each -> !each.equals(Json.Items.NONE));
        if (asked.isPresent()) {
            throw Unacceptable.field(
                    "unsupported_parameter",
                    fields.path(name),
                    "'" + fields.path(name) + "' is not supported by this server");
        }
    }

    private String content(Fields fields) {
        String path = fields.path("content");
        Json content = fields.take("content").orElseThrow(() -> Unacceptable.missing(path));
        if (content instanceof Json.Text text) {
            return text.value();
        }
        if (!(content instanceof Json.Items parts)) {
            throw Unacceptable.field(
                    "invalid_type",
                    path,
                    "'"
                            + path
                            + "' must be a string or an array of text parts, not "
                            + content.kind());
        }
        if (parts.values().isEmpty()) {
            throw Unacceptable.value(path, "'" + path + "' must have at least one part");
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < parts.values().size(); i++) {
            texts.add(part(Fields.at(path + "[" + i + "]", parts.values().get(i))));
        }
        // As llama-server and vLLM do for templates that take plain strings.
        return String.join("\n", texts);
    }

    private String part(Fields part) {
        String path = part.path("type");
        String type = part.text("type").orElseThrow(() -> Unacceptable.missing(path));
        if (MEDIA.contains(type)) {
            throw Unacceptable.field(
                    "unsupported_content",
                    path,
                    "this model reads text only; nothing was fetched from '" + type + "'");
        }
        if (!type.equals("text")) {
            throw Unacceptable.field("unsupported_content", path, "'" + path + "' must be text");
        }
        String text = part.text("text").orElseThrow(() -> Unacceptable.missing(part.path("text")));
        part.unread().forEach(unknown);
        return text;
    }
}
