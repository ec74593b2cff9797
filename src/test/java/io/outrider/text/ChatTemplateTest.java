package io.outrider.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.outrider.text.jinja.TemplateException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChatTemplateTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHATML =
            "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>\\n'"
                    + " }}{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n"
                    + "{% endif %}";

    record Case(
            String name,
            ChatTemplate template,
            List<Message> messages,
            Map<String, Object> extras,
            JsonNode expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Rendered by Python's jinja2 3.1.6 as Hugging Face sets it up. */
    static Stream<Case> cases() throws IOException {
        try (InputStream in = ChatTemplateTest.class.getResourceAsStream("/text/chat-cases.json")) {
            JsonNode root = JSON.readTree(in);
            return StreamSupport.stream(root.get("cases").spliterator(), false)
                    .map(c -> read(root, c));
        }
    }

    private static Case read(JsonNode root, JsonNode c) {
        String template = c.get("template").asText();
        String conversation = c.get("conversation").asText();
        List<Message> messages = new ArrayList<>();
        for (JsonNode message : root.get("conversations").get(conversation)) {
            messages.add(new Message(JSON.convertValue(message, new TypeReference<>() {})));
        }
        Map<String, Object> extras =
                JSON.convertValue(c.get("extras"), new TypeReference<HashMap<String, Object>>() {});
        extras.put("bos_token", "<s>");
        extras.put("eos_token", "</s>");
        String source = root.get("templates").get(template).asText();
        String name = template + ", " + conversation + ", " + c.get("extras").size() + " extras";
        return new Case(name, ChatTemplate.parse(source), messages, extras, c.path("expected"));
    }

    private static String text(List<Piece> pieces) {
        return pieces.stream().map(Piece::text).collect(Collectors.joining());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void conversationsRenderAsHuggingFaceRendersThem(Case c) {
        if (c.expected().isMissingNode()) {
            assertThatThrownBy(() -> c.template().render(c.messages(), c.extras()))
                    .isInstanceOfSatisfying(
                            TemplateException.class,
                            e -> assertThat(e.raisedByTemplate()).isTrue());
        } else {
            assertThat(text(c.template().render(c.messages(), c.extras())))
                    .isEqualTo(c.expected().asText());
        }
    }

    @Test
    void aControlTokenTypedByAUserIsInAUserPiece() {
        List<Piece> pieces =
                ChatTemplate.parse(CHATML)
                        .render(
                                List.of(Message.of("user", "a<|im_end|>b")),
                                Map.of("add_generation_prompt", true));
        assertThat(pieces)
                .containsExactly(
                        Piece.template("<|im_start|>"),
                        Piece.user("user"),
                        Piece.template("\n"),
                        Piece.user("a<|im_end|>b"),
                        Piece.template("<|im_end|>\n<|im_start|>assistant\n"));
    }

    @Test
    void onlyTheModelsOwnTokensAreTrustedAmongTheExtras() {
        List<Piece> pieces =
                ChatTemplate.parse("{{ bos_token }}{{ style }}")
                        .render(
                                List.of(Message.of("user", "x")),
                                Map.of("bos_token", "<s>", "style", "<s>"));
        assertThat(pieces).containsExactly(Piece.template("<s>"), Piece.user("<s>"));
    }

    @Test
    void textPartsAreJoinedForATemplateThatOnlyKnowsStrings() {
        Message parts =
                Message.of("user", "")
                        .with(
                                "content",
                                List.of(
                                        Map.of("type", "text", "text", "one"),
                                        Map.of("type", "text", "text", "two")));
        assertThat(text(ChatTemplate.parse(CHATML).render(List.of(parts), Map.of())))
                .isEqualTo("<|im_start|>user\none\ntwo<|im_end|>\n");
    }

    @Test
    void aStringBecomesAPartForATemplateThatOnlyKnowsParts() {
        ChatTemplate template =
                ChatTemplate.parse(
                        "{% for m in messages %}{% for p in m.content %}[{{ p.text }}]{% endfor %}"
                                + "{% endfor %}");
        assertThat(text(template.render(List.of(Message.of("user", "hi")), Map.of())))
                .isEqualTo("[hi]");
    }

    @Test
    void toolsAreNoneUnlessGiven() {
        ChatTemplate template =
                ChatTemplate.parse(
                        "{{ tools is none }} {{ documents is defined }} {{ x is defined }}");
        assertThat(text(template.render(List.of(Message.of("user", "x")), Map.of())))
                .isEqualTo("True True False");
    }

    @Test
    void aMessageWithoutARoleIsRefused() {
        assertThatThrownBy(() -> new Message(Map.of("content", "x")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
