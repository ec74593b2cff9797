package io.outrider.text.jinja;

/**
 * What one rendering may still use. Steps count evaluated nodes plus work and memory that grow with
 * data, so that the worst template ends within about a second and a few hundred megabytes.
 */
final class Budget {
    /** A 2,000-message conversation takes about half a million. */
    static final long STEPS = 20_000_000;

    /** Nested evaluations; all of them fit into a stack of 512 kB, even before compilation. */
    static final int DEPTH = 250;

    /** Longest single text, the result included, in UTF-16 units. */
    static final int CHARACTERS = 16 << 20;

    /** Most elements of one list. */
    static final int ELEMENTS = 1_000_000;

    private static final int DEPTH_OF_MACRO = 3;
    private static final int CHARACTERS_PER_STEP = 8;
    private static final int STEPS_PER_NEW_ELEMENT = 16;

    /** Needles up to this length are looked for at the price of one pass over the text. */
    private static final int SHORT_NEEDLE = 32;

    private long steps = STEPS;
    private int depth = DEPTH;
    private int line;

    void step() {
        if (--steps < 0) {
            throw new TemplateException("the template takes too many steps");
        }
    }

    /** Pays for reading or copying characters. */
    void charge(long characters) {
        steps -= characters / CHARACTERS_PER_STEP;
        step();
    }

    /** Pays for a substring search, whose worst case is the product of both lengths. */
    void search(int characters, int needle) {
        charge((long) characters * (1 + needle / SHORT_NEEDLE));
    }

    void characters(long length) {
        if (length > CHARACTERS) {
            throw new TemplateException("the template makes a text that is too long");
        }
    }

    /** Pays for walking over or copying a list. */
    void elements(long size) {
        if (size > ELEMENTS) {
            throw new TemplateException("the template makes a list that is too long");
        }
        steps -= size;
        step();
    }

    /** Pays for a list of values that did not exist before. */
    void create(long size) {
        elements(Math.min(size, ELEMENTS + 1L));
        steps -= size * STEPS_PER_NEW_ELEMENT;
        step();
    }

    void enter() {
        step();
        deepen(1);
    }

    void leave() {
        depth++;
    }

    /** A macro takes more stack than a node of the tree. */
    void enterMacro() {
        deepen(DEPTH_OF_MACRO);
    }

    void leaveMacro() {
        depth += DEPTH_OF_MACRO;
    }

    private void deepen(int levels) {
        depth -= levels;
        if (depth < 0) {
            throw new TemplateException("the template nests too deeply");
        }
    }

    /** The line being executed, for error messages. */
    int line() {
        return line;
    }

    void line(int number) {
        line = number;
    }
}
