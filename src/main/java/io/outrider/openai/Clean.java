package io.outrider.openai;

/** What a client wrote, made fit for a header, a message or a log line. */
final class Clean {
    private static final int LONGEST_NAME = 64;

    private Clean() {}

    /** At most 64 printable ASCII characters without quotes; anything else becomes {@code ?}. */
    static String name(String text) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), LONGEST_NAME));
        text.codePoints()
                .limit(LONGEST_NAME)
                .map(c -> isHarmless(c) ? c : '?')
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static boolean isHarmless(int c) {
        return c < 128 && (Character.isLetterOrDigit(c) || "._-[]/:".indexOf(c) >= 0);
    }
}
