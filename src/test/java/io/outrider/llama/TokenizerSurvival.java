package io.outrider.llama;

import io.outrider.gguf.GgufValue;
import io.outrider.gguf.GgufWriter;
import io.outrider.testing.TinyPair;
import io.outrider.text.Piece;
import io.outrider.text.PromptGuard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tokenizes the worst texts that the guard lets through with every pre-tokenizer named on the
 * command line, one line a success. Whoever started this JVM sees whether it lived to the end.
 */
final class TokenizerSurvival {
    private TokenizerSurvival() {}

    public static void main(String[] preTokenizers) throws IOException {
        for (String name : preTokenizers) {
            Path file = Natives.FOLDER.resolve("pre-" + name + ".gguf");
            GgufWriter.copyWith(
                    TinyPair.in(Natives.FOLDER).target(),
                    file,
                    Map.of("tokenizer.ggml.pre", GgufValue.text(name)));
            try (LlamaModel model = LlamaModel.load(Natives.library(), file, 0, share -> {});
                    LlamaTokenizer tokenizer = new LlamaTokenizer(model)) {
                texts().forEach((what, text) -> survive(tokenizer, name, what, text));
            } catch (LlamaException unknown) {
                System.out.println(name + ": unknown to this build");
            } finally {
                Files.delete(file);
            }
        }
        System.exit(0);
    }

    private static void survive(LlamaTokenizer tokenizer, String name, String what, String text) {
        // Said before, so that the last line names whatever ended the process.
        System.out.print(name + ": " + what);
        System.out.flush();
        if (new PromptGuard(1 << 22).check(text).isPresent()) {
            throw new IllegalStateException("the guard does not let this through");
        }
        int[] ids = tokenizer.encode(List.of(Piece.user(text)));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int id : ids) {
            bytes.writeBytes(tokenizer.bytes(id));
        }
        if (!Arrays.equals(bytes.toByteArray(), text.getBytes(StandardCharsets.UTF_8))) {
            throw new IllegalStateException("the tokens are not those of the text");
        }
        System.out.println(", well");
    }

    /** Runs as long as the guard allows, and the ones that ended a process once. */
    static Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("3,000 spaces", " ".repeat(3000));
        texts.put("5,000 spaces", " ".repeat(5000));
        texts.put("60,000 newlines", "\n".repeat(60_000));
        texts.put("letters", run("a"));
        texts.put("capitals", run("AB"));
        texts.put("accents", run("é"));
        texts.put("ideographs", run("中"));
        texts.put("spaces", run(" "));
        texts.put("newlines", run("\n"));
        texts.put("line ends", run("\r\n"));
        texts.put("digits", run("1"));
        texts.put("signs", run("!"));
        texts.put("emoji", run("😀"));
        texts.put("spaces and newlines", run(" \n"));
        texts.put("letters and digits", run("a1"));
        texts.put("letters and marks", run("e\u0301"));
        texts.put("letters and signs", run("a+"));
        texts.put("odd white space", run(" \u0085\u3000"));
        texts.put("odd controls", run("a\u001c"));
        texts.put("words", run("the thing, and 12 more.\n"));
        return texts;
    }

    private static String run(String unit) {
        return unit.repeat(PromptGuard.LONGEST_RUN / unit.getBytes(StandardCharsets.UTF_8).length);
    }
}
