package io.outrider.gguf;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class NotGgufTest {
    static Stream<Arguments> impostors() {
        return Stream.of(
                arguments("", "the file is empty"),
                arguments("\0".repeat(600), "begins with zeros"),
                arguments("\n  <!DOCTYPE html><html>", "is an HTML page"),
                arguments("<HTML>", "is an HTML page"),
                arguments("<?xml version='1.0'?><Error>", "is an XML or HTML document"),
                arguments(
                        "version https://git-lfs.example/spec/v1\noid sha256:ab\nsize 98362432\n",
                        "is a Git LFS pointer, not the model of 98362432 bytes; run 'git lfs pull'"),
                arguments("PK\3\4 and more", "is a zip archive"),
                arguments("\u001F\u008B gzip", "is a compressed archive"),
                arguments("\u0010\0\0\0\0\0\0\0{\"a\":1}", "is a safetensors file"),
                arguments("tjgg\3\0\0\0", "is an old GGML file"),
                arguments("FUGG\0\0\0\3", "is a big-endian GGUF file"),
                arguments("{\"error\":\"no\"}", "is JSON, not a model"),
                arguments("\u007FELF....", "(it begins with '\uFFFDELF' instead of 'GGUF')"),
                arguments("GG", "is not a GGUF file"));
    }

    @ParameterizedTest
    @MethodSource("impostors")
    void whatIsNotAModelIsNamed(String content, String message, @TempDir Path dir)
            throws IOException {
        Path path = dir.resolve("model.gguf");
        Files.write(path, content.getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> Preflight.check(path))
                .isInstanceOf(GgufException.class)
                .hasMessageContaining(message);
    }
}
