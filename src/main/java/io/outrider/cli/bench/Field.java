package io.outrider.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The servers of one target, all up at once: they map the same weights, and only one of them
 * decodes at a time.
 */
final class Field implements AutoCloseable {
    /** Most streams of a cell; every server is ready for so many. */
    static final int SESSIONS = 8;

    private static final int CELLS = 2048 * SESSIONS;
    private static final int DRAFT_TOKENS = 4;

    private final List<ChildServer> servers = new ArrayList<>();
    private final ChildServer own;
    private final ChildServer plain;
    private final ChildServer draft;

    /**
     * Starts them.
     *
     * @param target weights
     * @param draft weights of the model that rides ahead
     */
    Field(Peer peer, Path target, Path draft) throws IOException {
        try {
            this.own = up(ChildServer.outrider(own(peer, target, draft)));
            this.plain = up(ChildServer.llama(peer, arguments(target)));
            List<String> more = new ArrayList<>(arguments(target));
            more.addAll(List.of("--spec-draft-model", draft.toString()));
            more.addAll(speculation());
            this.draft = up(ChildServer.llama(peer, more));
        } catch (IOException failed) {
            close();
            throw failed;
        }
    }

    private ChildServer up(ChildServer server) {
        servers.add(server);
        return server;
    }

    private static Map<String, String> own(Peer peer, Path target, Path draft) {
        return Map.of(
                "OUTRIDER_LLAMA_DIR",
                peer.folder().toString(),
                "OUTRIDER_TARGET",
                target.toString(),
                "OUTRIDER_DRAFT",
                draft.toString(),
                "OUTRIDER_SESSIONS",
                String.valueOf(SESSIONS),
                "OUTRIDER_KV_CELLS",
                String.valueOf(CELLS));
    }

    private static List<String> arguments(Path target) {
        List<String> arguments = new ArrayList<>(List.of("--model", target.toString()));
        arguments.addAll(common());
        return arguments;
    }

    /**
     * Slots with a cache each, which is faster than a shared one; nothing kept between requests.
     */
    private static List<String> common() {
        return List.of(
                "--parallel",
                String.valueOf(SESSIONS),
                "--ctx-size",
                String.valueOf(CELLS),
                "--threads",
                String.valueOf(Machine.cores()),
                "--no-cache-prompt",
                "--cache-ram",
                "0",
                "--verbosity",
                "2");
    }

    /**
     * The best that was found: four drafted tokens, and a draft cache of bf16, whose one-row kernel
     * is the faster one on processors.
     */
    private static List<String> speculation() {
        return List.of(
                "--spec-type",
                "draft-simple",
                "--spec-draft-n-max",
                String.valueOf(DRAFT_TOKENS),
                "--spec-draft-type-k",
                "bf16",
                "--spec-draft-type-v",
                "bf16");
    }

    /** For the head of a report. */
    static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(
                "Outrider",
                "defaults, "
                        + SESSIONS
                        + " sessions, "
                        + CELLS
                        + " cells, llama-server's libraries");
        settings.put("llama-server", String.join(" ", common()) + "; otherwise defaults");
        settings.put("llama-server, speculation on", String.join(" ", speculation()));
        return settings;
    }

    ChildServer of(Contestant contestant) {
        return switch (contestant) {
            case AUTO, NONE -> own;
            case PEER_PLAIN -> plain;
            case PEER_DRAFT -> draft;
        };
    }

    /** How much processor time was spent so far; the other servers are bystanders too. */
    Bystanders bystanders(Contestant contestant) throws IOException {
        return Bystanders.now(List.of(of(contestant).process()));
    }

    /** What the contestant's engine has done so far. */
    EngineCounts counts(Contestant contestant) throws IOException {
        return switch (contestant) {
            case AUTO, NONE -> EngineCounts.of(own.get("/metrics").text());
            case PEER_PLAIN, PEER_DRAFT -> EngineCounts.NONE;
        };
    }

    @Override
    public void close() {
        servers.forEach(ChildServer::close);
    }
}
