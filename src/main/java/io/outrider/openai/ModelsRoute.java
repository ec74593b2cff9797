package io.outrider.openai;

import io.outrider.engine.EngineDoor;
import io.outrider.engine.EngineStatus;
import io.outrider.engine.ModelCard;
import io.outrider.generation.Refusal;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Serves what is known without asking the model: {@code /v1/models} and {@code /health}. */
@Singleton
final class ModelsRoute {
    private static final String OWNER = "outrider";

    private final EngineDoor engine;
    private final HttpSettings settings;
    private final long started = Instant.now().getEpochSecond();

    ModelsRoute(EngineDoor engine, HttpSettings settings) {
        this.engine = engine;
        this.settings = settings;
    }

    void list(RoutingContext exchange) {
        whenReady(exchange, card -> Found.document(new Wire.ModelList("list", models(card))));
    }

    /**
     * @param id as the path names it, decoded
     */
    void one(RoutingContext exchange, String id) {
        whenReady(
                exchange,
                card -> card.answersTo(id) ? Found.document(model(card, id)) : missing(id));
    }

    void health(RoutingContext exchange) {
        whenReady(exchange, card -> Found.document(new Wire.Health("ok")));
    }

    /** What the engine believes passes to cost, and how it planned the newest round. */
    void pace(RoutingContext exchange) {
        whenReady(
                exchange,
                card ->
                        engine.pace()
                                .map(report -> Found.document(Wire.Pace.of(report)))
                                .orElseGet(() -> missing("pace")));
    }

    private sealed interface Found {
        record Yes(Wire.Document document) implements Found {}

        record No(Problem problem) implements Found {}

        static Found document(Wire.Document document) {
            return new Yes(document);
        }
    }

    private void whenReady(RoutingContext exchange, Function<ModelCard, Found> answer) {
        Outlet outlet = new Outlet(exchange, settings);
        Found found =
                switch (engine.status()) {
                    case EngineStatus.Ready ready -> answer.apply(ready.model());
                    case EngineStatus.Loading loading -> new Found.No(NotReady.problem(loading));
                    case EngineStatus.Draining draining -> new Found.No(NotReady.problem(draining));
                    case EngineStatus.Broken broken -> new Found.No(NotReady.problem(broken));
                };
        switch (found) {
            case Found.Yes(Wire.Document document) -> outlet.answer(Wire.bytes(document));
            case Found.No(Problem problem) -> outlet.fail(problem);
        }
    }

    private static Found missing(String id) {
        return new Found.No(
                Problem.of(
                        Refusal.Invalid.of(
                                "model_not_found",
                                "model",
                                "the model '" + Clean.name(id) + "' is not served here")));
    }

    private List<Wire.Model> models(ModelCard card) {
        return Stream.concat(Stream.of(card.name()), card.aliases().stream())
                .distinct()
                .map(id -> model(card, id))
                .toList();
    }

    private Wire.Model model(ModelCard card, String id) {
        return new Wire.Model(
                id,
                "model",
                started,
                OWNER,
                card.name(),
                card.maxModelLength(),
                new Wire.Pair(
                        card.draft().orElse(null),
                        card.methods(),
                        card.defaultMethod(),
                        card.noSpeculation().orElse(null)));
    }
}
