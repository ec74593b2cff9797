package io.outrider.cli.bench;

import java.util.Locale;

/** Kinds of requests; how well their answers can be guessed differs. */
enum Workload {
    /** HumanEval: complete a function. */
    CODE(180),
    /** The prompt holds a source file; the answer repeats it with a small change. */
    EDIT(470),
    CHAT(60),
    SUMMARY(330),
    MATHS(110);

    private final int promptTokens;

    Workload(int promptTokens) {
        this.promptTokens = promptTokens;
    }

    /** About how many tokens its prompts have, template included. */
    int promptTokens() {
        return promptTokens;
    }

    /** As written in files. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
