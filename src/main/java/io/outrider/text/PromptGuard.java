package io.outrider.text;

import java.util.List;
import java.util.Optional;

/**
 * Refuses prompts that would make the native tokenizer recurse until its stack is gone: those that
 * are too long, and those with one long run of letters, spaces, newlines, digits or other signs.
 * Lengths count UTF-8 bytes. Immutable.
 */
public final class PromptGuard {
    /**
     * Longest allowed run of one class of characters, in bytes. All whitespace together is one more
     * class, and so is all that is not whitespace: some pre-tokenizers recurse over letters, digits
     * and signs alike, and 1.4 MB of {@code a1} ended a process.
     */
    public static final int LONGEST_RUN = 128 * 1024;

    /** What is wrong with a prompt. */
    public sealed interface Objection {

        /** More than {@value #LONGEST_RUN} bytes of one class, such as "spaces", in a row. */
        record TooRepetitive(String what) implements Objection {}

        /** The whole prompt has more bytes than allowed. */
        record TooLong(long bytes, long most) implements Objection {}
    }

    private enum Kind {
        LETTERS("letters"),
        SPACES("spaces"),
        NEWLINES("newlines"),
        DIGITS("digits"),
        OTHER("other characters");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        static Kind of(int c) {
            if (c == '\n' || c == '\r') {
                return NEWLINES;
            }
            if (isWhiteSpace(c)) {
                return SPACES;
            }
            if (Character.isLetter(c)) {
                return LETTERS;
            }
            return Character.isDigit(c) ? DIGITS : OTHER;
        }

        /**
         * Unicode's White_Space, as llama.cpp has it. Java's own methods lack U+0085 and have
         * U+001C to U+001F, and whoever mixes those with spaces or letters makes a run that
         * llama.cpp follows and this guard would not.
         */
        private static boolean isWhiteSpace(int c) {
            return switch (c) {
                case 0x20, 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000 -> true;
                default -> (c >= 0x09 && c <= 0x0d) || (c >= 0x2000 && c <= 0x200a);
            };
        }
    }

    private final long mostBytes;

    /**
     * @param mostBytes longest prompt, at least 1
     */
    public PromptGuard(long mostBytes) {
        if (mostBytes < 1) {
            throw new IllegalArgumentException("a prompt needs room for at least one byte");
        }
        this.mostBytes = mostBytes;
    }

    public Optional<Objection> check(String text) {
        return check(List.of(Piece.user(text)));
    }

    /** Runs are followed across the borders of pieces. */
    public Optional<Objection> check(List<Piece> pieces) {
        long total = 0;
        for (Piece piece : pieces) {
            total += bytes(piece.text());
        }
        if (total > mostBytes) {
            return Optional.of(new Objection.TooLong(total, mostBytes));
        }
        Kind kind = Kind.OTHER;
        int run = 0;
        boolean blank = false;
        int stretch = 0;
        for (Piece piece : pieces) {
            String text = piece.text();
            for (int i = 0; i < text.length(); ) {
                int c = text.codePointAt(i);
                i += Character.charCount(c);
                Kind next = Kind.of(c);
                run = (next == kind ? run : 0) + width(c);
                kind = next;
                boolean nextBlank = next == Kind.SPACES || next == Kind.NEWLINES;
                stretch = (nextBlank == blank ? stretch : 0) + width(c);
                blank = nextBlank;
                if (run > LONGEST_RUN) {
                    return Optional.of(new Objection.TooRepetitive(kind.words));
                }
                if (stretch > LONGEST_RUN) {
                    return Optional.of(
                            new Objection.TooRepetitive(
                                    blank ? "whitespace" : "text without whitespace"));
                }
            }
        }
        return Optional.empty();
    }

    private static long bytes(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            bytes += width(c);
        }
        return bytes;
    }

    private static int width(int c) {
        return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    }
}
