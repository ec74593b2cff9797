package io.outrider.testing;

import java.util.ArrayList;
import java.util.List;

/**
 * A byte-level BPE vocabulary in GPT-2's spelling: every byte is one printable character, a space
 * being U+0120.
 *
 * @param tokens all tokens by id; the control tokens come last
 * @param controls how many of them are control tokens
 * @param merges pairs of tokens, the earliest first, separated by a space
 */
public record TinyVocabulary(List<String> tokens, int controls, List<String> merges) {
    public static final String END_OF_TEXT = "<|endoftext|>";
    public static final String START = "<|im_start|>";
    public static final String END = "<|im_end|>";

    /** ChatML, as Qwen2.5 and SmolLM2 write it. */
    public static final String CHAT_TEMPLATE =
            "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' +"
                    + " message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}{% if"
                    + " add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    private static final String[] PAIRS = {
        "Ġ t", "h e", "Ġ a", "i n", "Ġt he", "r e", "o n", "e r", "Ġ s", "a t", "Ġ o", "e n", "Ġ w",
        "o u", "i s", "e s", "Ġ c", "n d", "Ġ f", "in g", "Ġa nd", "e d", "o r", "a n", "l l",
                "Ġ p",
        "Ġo f", "i t", "Ġ b", "a r", "Ġ m", "Ġt o", "Ġ in", "Ġ h", "a l", "r o", "l e", "s t",
                "u s",
        "i c", "Ġ d"
    };

    public TinyVocabulary {
        tokens = List.copyOf(tokens);
        merges = List.copyOf(merges);
    }

    /** All 256 bytes, 41 merged tokens and three control tokens: 300. */
    public static TinyVocabulary words() {
        List<String> tokens = new ArrayList<>();
        for (int b = 0; b < 256; b++) {
            tokens.add(spelling(b));
        }
        for (String pair : PAIRS) {
            tokens.add(pair.replace(" ", ""));
        }
        tokens.addAll(List.of(END_OF_TEXT, START, END));
        return new TinyVocabulary(tokens, 3, List.of(PAIRS));
    }

    /** Five letters, a line end, a merged pair and the end of text: 8. */
    public static TinyVocabulary few() {
        return new TinyVocabulary(
                List.of("a", "b", "c", "d", "e", spelling('\n'), "ab", END_OF_TEXT),
                1,
                List.of("a b"));
    }

    public int size() {
        return tokens.size();
    }

    boolean isControl(int token) {
        return token >= size() - controls;
    }

    /** Whether a token is plain text: no control token, control character or half a character. */
    boolean isPlain(int token) {
        return !isControl(token)
                && tokens.get(token)
                        .chars()
                        .allMatch(c -> (c > ' ' && c < 127) || c == 'Ġ' || c == 'Ċ');
    }

    // GPT-2 keeps printable Latin-1 bytes and numbers the others from U+0100 on.
    private static String spelling(int b) {
        if (isPrintable(b)) {
            return Character.toString(b);
        }
        int others = 0;
        for (int i = 0; i < b; i++) {
            others += isPrintable(i) ? 0 : 1;
        }
        return Character.toString(256 + others);
    }

    private static boolean isPrintable(int b) {
        return (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || (b >= 0xAE && b <= 0xFF);
    }
}
