package io.outrider.cli.bench;

import java.util.List;

/** Who takes turns. */
enum Contestant {
    AUTO("Outrider `auto`"),
    NONE("Outrider `none`"),
    PEER_PLAIN("llama-server, speculation off"),
    PEER_DRAFT("llama-server, speculation on");

    private final String title;

    Contestant(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** Everyone, the other way round in every other repetition: a drift falls on all alike. */
    static List<Contestant> order(int repetition) {
        List<Contestant> all = List.of(values());
        return repetition % 2 == 0 ? all : all.reversed();
    }
}
