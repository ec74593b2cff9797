package io.outrider.generation;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What the model is to continue. */
public sealed interface Prompt {

    /** The request field that carried this prompt; named when something in it is refused. */
    String field();

    /**
     * A conversation, still to be rendered by the model's own chat template.
     *
     * @param messages JSON-like maps with at least {@code role}; contents are user text
     * @param extras further template variables, such as {@code tools}; may be empty
     */
    record Conversation(List<Map<String, Object>> messages, Map<String, Object> extras)
            implements Prompt {
        public Conversation {
            messages = List.copyOf(messages);
            extras = Map.copyOf(extras);
            if (messages.isEmpty()) {
                throw new IllegalArgumentException("a conversation has at least one message");
            }
        }

        @Override
        public String field() {
            return "messages";
        }
    }

    /** Plain text, never parsed for special tokens. */
    record Text(String text) implements Prompt {
        public Text {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("a prompt has at least one character");
            }
        }

        @Override
        public String field() {
            return "prompt";
        }
    }

    /** Token ids, range-checked by the engine before anything native sees them. */
    record Tokens(List<Integer> ids) implements Prompt {
        public Tokens {
            ids = List.copyOf(ids);
            if (ids.isEmpty()) {
                throw new IllegalArgumentException("a prompt has at least one token");
            }
        }

        public static Tokens of(int... ids) {
            return new Tokens(Arrays.stream(ids).boxed().toList());
        }

        @Override
        public String field() {
            return "prompt";
        }
    }
}
