package io.outrider.cli.soak;

/**
 * How one visit ended.
 *
 * @param detail what was seen, where the outcome does not say it all
 */
record Ending(Outcome outcome, String detail) {

    static Ending of(Outcome outcome) {
        return new Ending(outcome, "");
    }

    static Ending wrong(String detail) {
        return new Ending(Outcome.WRONG, detail);
    }
}
