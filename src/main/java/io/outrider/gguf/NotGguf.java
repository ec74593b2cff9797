package io.outrider.gguf;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recognises what people have in place of a model when a download went wrong, and says so. */
final class NotGguf {
    /** Enough for a Git LFS pointer. */
    static final int LOOK_AT = 512;

    static final int MAGIC_BYTES = 4;

    private static final Pattern LFS_SIZE = Pattern.compile("\nsize (\\d{1,18})\n");

    private NotGguf() {}

    static boolean hasMagic(byte[] head) {
        return startsWith(head, 'G', 'G', 'U', 'F');
    }

    /** What is wrong with a file that does not begin with the magic, and what to do. */
    static String explain(byte[] head) {
        if (head.length == 0) {
            return "the file is empty; download it again";
        }
        if (isZero(head)) {
            return "begins with zeros: the download reserved the space and did not finish; download"
                    + " it again";
        }
        String text = new String(head, StandardCharsets.UTF_8).stripLeading();
        if (text.startsWith("version https://git-lfs")) {
            Matcher size = LFS_SIZE.matcher(text);
            String real = size.find() ? " of " + size.group(1) + " bytes" : "";
            return "is a Git LFS pointer, not the model"
                    + real
                    + "; run 'git lfs pull' where it"
                    + " was cloned, or download the file itself";
        }
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("<!doctype html") || lower.startsWith("<html")) {
            return "is an HTML page, not a model (a login or error page, or the page about the"
                    + " file); download it from its direct link";
        }
        if (text.startsWith("<")) {
            return "is an XML or HTML document, probably an error page, not a model; download it"
                    + " from its direct link";
        }
        return explainBinary(head, text);
    }

    private static String explainBinary(byte[] head, String text) {
        if (startsWith(head, 'P', 'K', 3, 4)) {
            return "is a zip archive (a wheel or a PyTorch checkpoint, perhaps), not a GGUF file;"
                    + " unpack it, or convert the checkpoint with convert_hf_to_gguf.py";
        }
        if (startsWith(head, 0x1F, 0x8B)
                || startsWith(head, 0xFD, '7', 'z', 'X', 'Z')
                || startsWith(head, 0x28, 0xB5, 0x2F, 0xFD)) {
            return "is a compressed archive, not a GGUF file; unpack it first";
        }
        if (head.length > 9 && head[8] == '{' && head[7] == 0 && head[6] == 0) {
            return "is a safetensors file; convert the model with convert_hf_to_gguf.py";
        }
        if (startsWith(head, 'l', 'm', 'g', 'g')
                || startsWith(head, 't', 'j', 'g', 'g')
                || startsWith(head, 'f', 'm', 'g', 'g')
                || startsWith(head, 'a', 'l', 'g', 'g')) {
            return "is an old GGML file from before GGUF; get the model as GGUF";
        }
        if (startsWith(head, 'F', 'U', 'G', 'G')) {
            return "is a big-endian GGUF file; get the little-endian one";
        }
        if (text.startsWith("{")) {
            return "is JSON, not a model (an error answer, or a model's config.json); download the"
                    + " .gguf file";
        }
        return "is not a GGUF file (it begins with "
                + Printable.quoted(
                        new String(head, 0, Math.min(4, head.length), StandardCharsets.ISO_8859_1))
                + " instead of 'GGUF'); give the path of a .gguf model";
    }

    private static boolean isZero(byte[] head) {
        for (byte b : head) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean startsWith(byte[] head, int... magic) {
        if (head.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((head[i] & 0xFF) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
