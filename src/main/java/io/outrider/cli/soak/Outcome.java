package io.outrider.cli.soak;

/** How a visit may end; all but the last are intended. */
enum Outcome {
    ANSWERED("answered to the end"),
    LEFT("the client left, on purpose"),
    CUT_OFF("cut off by the server, having read nothing for too long"),
    OVERFLOWED("429 with Retry-After"),
    REFUSED("400, to a request that deserved it"),
    WRONG("anything else");

    private final String meaning;

    Outcome(String meaning) {
        this.meaning = meaning;
    }

    String meaning() {
        return meaning;
    }
}
